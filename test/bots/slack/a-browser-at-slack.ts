import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { expect, onTestFinished } from 'vitest'
import { createInstallRouter } from '../../../src/bots/slack/install.ts'
import type { Caller } from '../../../src/core/domain/people/permissions.ts'
import { logInto } from '../../support/a-log.ts'
import type { TestWorkspace } from './a-workspace.ts'

/** Somebody's browser on the way through Slack's page. */
export async function aBrowser(w: TestWorkspace, signedIn: Caller | null = null, lines: string[] = []) {
  const app = express()
  const server = await new Promise<Server>((resolve) => {
    const listening: Server = app.listen(0, '127.0.0.1', () => resolve(listening))
  })
  onTestFinished(() => void server.close())
  const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let made = 0
  app.use(
    createInstallRouter({
      api: { url: w.slack.api, clientId: w.slack.app.client_id, clientSecret: w.slack.app.client_secret },
      ...{
        authorizationUrl: w.slack.authorizationUrl,
        publicUrl,
        installations: w.school.app.flows.chat.installations,
        spaces: w.school.app.flows.spaces,
        adminOf: async () =>
          signedIn && { school_id: signedIn.school_id, person_id: signedIn.person_id ?? '' },
      },
      newState: () => `state-${w.team.id}-${++made}`,
      log: logInto(lines),
    }),
  )
  return {
    /** Goes to Slack's page; answers its address and the cookie that the browser keeps. */
    async begin(language = '', speaks = '*'): Promise<{ address: string; cookie: string }> {
      const page = language === '' ? '' : `?language=${language}`
      const response = await fetch(`${publicUrl}/slack/install${page}`, {
        redirect: 'manual',
        headers: { 'accept-language': speaks },
      })
      const cookie = response.headers.get('set-cookie') ?? ''
      expect(cookie).toMatch(/HttpOnly/i)
      return { address: response.headers.get('location') ?? '', cookie: cookie.split(';')[0] ?? '' }
    },
    async back(address: string, cookie: string): Promise<{ status: number; text: string }> {
      const response = await fetch(address, { headers: cookie === '' ? {} : { cookie } })
      return { status: response.status, text: await response.text() }
    },
  }
}
