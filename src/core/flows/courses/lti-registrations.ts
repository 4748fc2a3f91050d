import {
  type LtiDeployment,
  type LtiRegistration,
  ltiAccountKeyContext,
  ltiInviteMs,
  maxLtiInvites,
} from '../../domain/courses/lti.ts'
import { type LtiServiceChoice, noLtiServices } from '../../domain/courses/lti-advantage.ts'
import { notFound, ShelftalkError } from '../../domain/errors.ts'
import type { ConnectionNews } from '../../domain/people/account.ts'
import { type Caller, requirePermission, requirePerson } from '../../domain/people/permissions.ts'
import type { Core } from '../../ports/core.ts'
import type { ActiveRegistration, StoredRegistration } from '../../ports/courses/lti.ts'
import type { Outgoing } from '../../ports/outgoing.ts'
import type { Sealed } from '../../ports/sealed.ts'
import type { SchoolRows } from '../../ports/store.ts'
import { checkLti, type LtiCheck } from '../steps/people/lti-check.ts'

export type NewRegistration = Omit<LtiRegistration, 'school_id' | 'state' | 'account_key'>

/** A registration that a platform asked for. */
export interface InvitedRegistration extends Omit<NewRegistration, 'registration_id'> {
  /** What it is called on our pages. */
  shown_name: string
  /** As the platform told it with its answer; null when it told none. */
  deployment_id: string | null
  withheld: string[]
}

/** The admin by whose invite a platform comes, and what is wanted of it. */
export interface LtiInvite extends LtiServiceChoice {
  school_id: string
  invited_by: string
}

/** A registration as an admin sees it. */
export interface ListedRegistration extends Omit<StoredRegistration, 'account_key'> {
  shown_name: string
  deployments: LtiDeployment[]
  /** Moments are ISO dates in UTC. */
  last_failure: { code: string; at: string } | null
}

export interface LtiRegistrationFlow {
  /** A new invite, good once and for an hour, for a platform that is asked for these services. Throws `conflict` while many are open. */
  newInvite(caller: Caller, services: LtiServiceChoice): Promise<{ code: string; expires_at: string }>
  /** Takes an invite; null when it is none, over, or was used. */
  takeInvite(code: string): Promise<LtiInvite | null>
  /**
   * Adds what a platform registered by an invite, waiting for approval. `taken`: its client is registered already and stays
   * as it is; `refused`: who invited is no admin any more.
   */
  registerInvited(invite: LtiInvite, one: InvitedRegistration): Promise<'registered' | 'taken' | 'refused'>
  /** Adds a platform by hand, waiting for approval. */
  register(caller: Caller, registration: NewRegistration): Promise<void>
  /**
   * Lets a platform launch, or no more. With the first approval the deployments are approved that came with the
   * registration. `frame_origins` says who may frame our pages; without it that stays.
   */
  setState(
    caller: Caller,
    registrationId: string,
    to: { state: 'active' | 'off'; frame_origins?: string[] | undefined },
  ): Promise<void>
  /** Lets launches of a deployment in. */
  approve(caller: Caller, registrationId: string, deploymentId: string): Promise<void>
  list(caller: Caller): Promise<ListedRegistration[]>
  /** Whether a platform answers as a launch needs it to. Throws `not_found`. */
  check(caller: Caller, registrationId: string): Promise<LtiCheck>
  /** Those of all schools that may launch: for whoever runs the service. */
  active(): Promise<ActiveRegistration[]>
  /** Notes a launch that opened, and how far the platform's clock was from ours. */
  noteLaunch(registrationId: string, apartSeconds: number): Promise<void>
  /** Notes a launch that was refused; `apartSeconds` where the platform proved what its clock shows. */
  noteFailure(registrationId: string, failure: { code: string; apartSeconds: number | null }): Promise<void>
}

type Needs = Pick<Core, 'store' | 'clock' | 'digest' | 'newId' | 'newSecret'> & {
  sealed: Sealed
  outgoing: Outgoing
}

/** Registrations that an admin is shown. */
const maxShown = 100

/** Which platforms are a school's, and how each is doing. */
export function createLtiRegistrations(core: Needs): LtiRegistrationFlow {
  const { store, clock } = core
  const hashed = (code: string): string => core.digest(`lti invite ${code}`)
  const space = (tenant: string) => ({ platform: 'lti' as const, tenant })
  const add = async (
    rows: SchoolRows,
    one: NewRegistration & { shown_name: string; withheld: string[] },
    by: string,
  ): Promise<boolean> => {
    const { registration_id, shown_name } = one
    const account_key = core.sealed.seal(core.newSecret(), ltiAccountKeyContext(registration_id))
    if (!(await rows.ltiRegistrations.add({ ...one, account_key }))) return false
    await rows.spaces.put({ ...space(registration_id), shown_name }, by, clock())
    return true
  }
  const noteConnection = (registrationId: string, news: ConnectionNews): Promise<void> =>
    store.system((rows) => rows.connections.note(space(registrationId), news, clock()))
  return {
    async newInvite(caller, services) {
      const invited_by = requirePerson(caller, 'spaces.bind')
      const code = core.newSecret()
      const now = clock()
      const expiresAt = new Date(now.getTime() + ltiInviteMs)
      const made = await store.school(caller.school_id, (rows) =>
        rows.ltiRegistrations.invite(
          { ...services, code_hash: hashed(code), invited_by },
          { now, expiresAt, most: maxLtiInvites },
        ),
      )
      if (!made)
        throw new ShelftalkError('conflict', 'Many invites are open already. Use one, or wait an hour.')
      return { code, expires_at: expiresAt.toISOString() }
    },
    takeInvite: (code) => store.system((rows) => rows.ltiIntake.takeInvite(hashed(code), clock())),
    async registerInvited({ school_id, invited_by, roster, scores }, { deployment_id, ...one }) {
      const registration_id = core.newId()
      const answer = await store.school(school_id, async (rows) => {
        const who = await rows.links.linkable({ person_id: invited_by })
        if (who?.role !== 'admin') return 'refused'
        if (!(await add(rows, { ...one, registration_id }, invited_by))) return 'taken'
        if (roster || scores)
          await rows.ltiServices.put(registration_id, { ...noLtiServices, roster, scores })
        if (deployment_id !== null)
          await rows.ltiRegistrations.addWaiting(registration_id, deployment_id, clock())
        return 'registered'
      })
      if (answer === 'registered') await noteConnection(registration_id, { state: 'waiting' })
      return answer
    },
    async register(caller, registration) {
      requirePermission(caller, 'spaces.bind')
      const shown_name = registration.issuer
      const added = await store.school(caller.school_id, (rows) =>
        add(rows, { ...registration, shown_name, withheld: [] }, caller.caller_id),
      )
      if (!added) throw new ShelftalkError('conflict', 'This client of the platform is registered already.')
      await noteConnection(registration.registration_id, { state: 'waiting' })
    },
    async setState(caller, registrationId, { state, frame_origins = null }) {
      requirePermission(caller, 'spaces.bind')
      const was = await store.school(caller.school_id, async (rows) => {
        const before = await rows.ltiRegistrations.setState(registrationId, { state, frame_origins })
        if (before === 'waiting' && state === 'active')
          await rows.ltiRegistrations.approveWaiting(registrationId)
        return before
      })
      if (was === null) throw notFound('registration')
      // What was heard of it before is no news of how it is now.
      if (was !== state) await noteConnection(registrationId, { state: 'gone' })
    },
    async approve(caller, registrationId, deploymentId) {
      requirePermission(caller, 'spaces.bind')
      const found = await store.school(caller.school_id, (rows) =>
        rows.ltiRegistrations.approve(registrationId, deploymentId, clock()),
      )
      if (!found) throw notFound('registration')
    },
    async list(caller) {
      requirePermission(caller, 'connections.read')
      const { all, spaces, deployments } = await store.school(caller.school_id, async (rows) => {
        const all = (await rows.ltiRegistrations.list()).slice(0, maxShown)
        const ids = all.map((one) => one.registration_id)
        const deployments = await rows.ltiRegistrations.deployments(ids)
        return { all, deployments, spaces: await rows.spaces.list() }
      })
      const told = await store.system((rows) =>
        rows.connections.of(all.map((one) => space(one.registration_id))),
      )
      return all.map(({ account_key: _, ...one }) => {
        const isOf = ({ tenant }: { tenant: string }): boolean => tenant === one.registration_id
        const { failure = null, failed_at = null } = told.find(isOf) ?? {}
        return {
          ...one,
          shown_name: spaces.find((at) => at.platform === 'lti' && isOf(at))?.shown_name ?? one.issuer,
          deployments: deployments.flatMap(({ registration_id, ...deployment }) =>
            registration_id === one.registration_id ? [deployment] : [],
          ),
          last_failure: failure === null || failed_at === null ? null : { code: failure, at: failed_at },
        }
      })
    },
    check: (caller, registrationId) => checkLti(core, caller, registrationId),
    active: () => store.system((rows) => rows.ltiIntake.active()),
    async noteLaunch(registrationId, apartSeconds) {
      await store.system((rows) => rows.ltiIntake.noteLaunch(registrationId, { at: clock(), apartSeconds }))
      await noteConnection(registrationId, { state: 'working' })
    },
    async noteFailure(registrationId, { code, apartSeconds }) {
      if (apartSeconds !== null)
        await store.system((rows) => rows.ltiIntake.noteLaunch(registrationId, { at: null, apartSeconds }))
      await noteConnection(registrationId, { state: 'failed', code })
    },
  }
}
