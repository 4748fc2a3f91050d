import type { ServerResponse } from 'node:http'
import type { Installation, InstallationQuery, InstallationStore, StateStore } from '@slack/bolt'
import { type CallbackOptions, InstallProvider } from '@slack/oauth'
import express, { type Request, type Response, type Router } from 'express'
import { ShelftalkError } from '../../core/domain/errors.ts'
import { InstallBy } from '../../core/domain/people/account.ts'
import type { ChatInstallationFlow } from '../../core/flows/chats/chat-installations.ts'
import type { SpaceFlow } from '../../core/flows/chats/spaces.ts'
import type { Log } from '../../log.ts'
import { firstSpoken, type Language, languages } from '../../words/languages.ts'
import { clientOptions, Installed, type SlackApi, silent } from './clients.ts'
import { type InstallNews, sendInstallPage } from './install-page.ts'

/** What the app may do, as the manifest says. */
export const scopes = [
  ...['commands', 'chat:write', 'reactions:read', 'users:read', 'users:read.email', 'im:write', 'im:history'],
  ...['channels:read', 'groups:read'],
] as const
const installPath = '/slack/install'
const redirectPath = '/slack/oauth_redirect'
const stateBytes = 24

export interface InstallOptions {
  api: SlackApi
  /** Slack's page for approving apps; its own when left out. */
  authorizationUrl?: string | undefined
  /** Where people reach us. */
  publicUrl: string
  installations: ChatInstallationFlow
  spaces: Pick<SpaceFlow, 'bindProven'>
  /** The admin of a school who is signed in in this browser; null for anybody else. */
  adminOf(req: Request): Promise<Omit<InstallBy, 'shown_name'> | null>
  newState(bytes: number): string
  log: Log
}

const tenantOf = ({ isEnterpriseInstall, enterpriseId, teamId }: InstallationQuery<boolean>): string =>
  (isEnterpriseInstall ? enterpriseId : teamId) ?? ''

/** Installations as Bolt stores them, sealed in our database: by workspace, or by organisation when that installed it. */
function createInstallationStore(installations: ChatInstallationFlow): InstallationStore {
  const space = (query: InstallationQuery<boolean>) =>
    ({ platform: 'slack', tenant: tenantOf(query) }) as const
  return {
    async storeInstallation(installation) {
      const { bot } = Installed.parse(installation)
      const missing = scopes.filter((scope) => !bot.scopes.includes(scope))
      if (missing.length > 0) throw new TooFewScopes(missing)
      const { isEnterpriseInstall, enterprise, team } = installation
      await installations.put({
        ...{ platform: 'slack', tenant: (isEnterpriseInstall === true ? enterprise?.id : team?.id) ?? '' },
        ...{ scopes: bot.scopes, bot_user_id: bot.userId, installed: installation },
        expires_at: bot.expiresAt === undefined ? null : new Date(bot.expiresAt * 1000),
      })
    },
    async fetchInstallation(query) {
      const found = await installations.get(space(query))
      if (found?.installed == null) throw new ShelftalkError('not_found', 'The app is not installed there.')
      return found.installed as Installation
    },
    deleteInstallation: (query) => installations.end(space(query), 'gone', 'deleted'),
  }
}

/** A state is good once, for minutes; the provider compares it with the cookie of the browser that began. */
function createStateStore({ installations, newState }: InstallOptions): StateStore {
  return {
    async generateStateParam({ metadata }) {
      const { by, language } = JSON.parse(metadata ?? '') as Begun
      const state = `${language}-${newState(stateBytes)}`
      await installations.begin(state, state, by)
      return state
    },
    async verifyStateParam(_now, state) {
      const taken = await installations.take(state, state)
      if (taken === null)
        throw new ShelftalkError(
          'forbidden',
          'This installation is over or was finished before. Begin again.',
        )
      return { scopes: [...scopes], metadata: JSON.stringify(taken.by) }
    },
  }
}

/** The way on which a workspace gets the app: to Slack's page and back. */
export function createInstallRouter(options: InstallOptions): Router {
  const { api, authorizationUrl, publicUrl, installations, log } = options
  const installUrl = { scopes: [...scopes], redirectUri: `${publicUrl}${redirectPath}` }
  const provider = new InstallProvider({
    ...{ clientId: api.clientId, clientSecret: api.clientSecret, directInstall: true, logger: silent },
    ...{ installationStore: createInstallationStore(installations), stateStore: createStateStore(options) },
    ...{ installUrlOptions: installUrl, clientOptions: clientOptions(api) },
    ...(authorizationUrl === undefined ? {} : { authorizationUrl }),
  })
  const tell = (res: ServerResponse, language: Language) => ({
    well: (news: InstallNews) => sendInstallPage(res, language, news),
    badly: (error: Error) => {
      log.warn({ reason: error.name }, 'an installation on Slack was refused')
      const missing = error instanceof TooFewScopes ? error.missing : null
      sendInstallPage(res, language, missing === null ? { is: 'over' } : { is: 'missing', scopes: missing })
    },
  })
  const router = express.Router()
  router.get(installPath, async (req: Request, res: Response) => {
    const admin = await options.adminOf(req)
    const by = admin === null ? null : { ...admin, shown_name: '' }
    const metadata = JSON.stringify({ by, language: languageOf(req, req.query.language) } satisfies Begun)
    await provider.handleInstallPath(req, res, {}, { ...installUrl, metadata })
  })
  router.get(redirectPath, (req: Request, res: Response) => {
    const { well, badly } = tell(res, languageOf(req, stateLanguage.exec(String(req.query.state))?.[1]))
    const success: CallbackOptions['success'] = (installation, { metadata }) =>
      void bind(options, installation, begunBy(metadata)).then(well, badly)
    return void provider.handleCallback(req, res, { success, failure: badly }, installUrl)
  })
  return router
}

/** What the browser began with, as it travels through Bolt to the state. */
interface Begun {
  by: InstallBy | null
  language: Language
}
const stateLanguage = /^([a-z]{2})-/

/** The language of the page that sent the browser here; else the one that the browser asks for. */
function languageOf(req: Request, page: unknown): Language {
  return firstSpoken([
    languages.find((language) => language === page),
    ...req.acceptsLanguages().map((tag) => (tag === '*' ? null : tag)),
  ])
}

/** Slack gave the app less than it needs. */
class TooFewScopes extends Error {
  readonly missing: readonly string[]
  constructor(missing: readonly string[]) {
    super(`Slack did not give ${missing.join(', ')}`)
    this.name = 'TooFewScopes'
    this.missing = missing
  }
}

/** Who began it, as it comes back with the state. */
function begunBy(metadata: string | undefined): InstallBy | null {
  return InstallBy.nullable().parse(JSON.parse(metadata ?? 'null'))
}

/** The workspace becomes the school's whose admin began the installation; answers what the installer is told of it. */
async function bind(
  { spaces }: InstallOptions,
  { isEnterpriseInstall, enterprise, team }: Installation,
  by: InstallBy | null,
): Promise<InstallNews> {
  if (by === null) return { is: 'nobodys' }
  const installed = isEnterpriseInstall === true ? enterprise : team
  const space = { platform: 'slack', tenant: installed?.id ?? '' } as const
  const bound = await spaces.bindProven(space, { ...by, shown_name: installed?.name ?? '' })
  if (bound.answer === 'bound') return { is: 'bound', school: bound.school_name }
  return { is: bound.answer === 'taken' ? 'taken' : 'nobodys' }
}
