import type { App } from '../../app.ts'
import { person } from './discord.ts'

/** Stand-ins of a learning platform: one with a course in which the tool stands, one that an admin may connect. */
export interface CourseStandIn {
  course: string
  /** Where an admin of the other pastes an address of ours. */
  unconnected: string
  stop(): Promise<void>
}

const registration_id = 'demo-course'
const deployment = '1'
const admin = person('admin', 'demo-admin')

/** Starts both, the first approved for the demo school. `address`: where the tool answers. */
export async function startCourse({ flows }: App, address: string): Promise<CourseStandIn> {
  const { startFakeLms } = await import('../../sandbox/fake-lms/server.ts')
  const [launch, toolKeys] = [`${address}/lti/launch`, `${address}/lti/jwks`]
  const tool = {
    ...{ login: `${address}/lti/login`, redirectUri: launch, target: launch },
    deepLink: `${address}/lti/deep-link`,
  }
  const [course, unconnected] = [await startFakeLms({ tool, toolKeys }), await startFakeLms({ toolKeys })]
  // It is another platform with each start: nothing of the last one opens any more.
  await flows.spaces.unbindSpace(admin, { platform: 'lti', tenant: registration_id }).catch(() => {})
  await flows.ltiRegistrations.register(admin, {
    ...{ registration_id, issuer: course.url, client_id: course.clientId, family: 'other' },
    ...{ auth_url: course.authUrl, token_url: course.services.tokenUrl, jwks_url: course.jwksUrl },
    ...{ frame_origins: [course.url], require_sub: false },
  })
  await flows.ltiRegistrations.setState(admin, registration_id, { state: 'active' })
  await flows.ltiRegistrations.approve(admin, registration_id, deployment)
  return {
    course: course.url,
    unconnected: `${unconnected.url}/admin`,
    stop: async () => void (await Promise.all([course.close(), unconnected.close()])),
  }
}
