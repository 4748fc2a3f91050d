import type { App } from '../app.ts'
import { type Config, isOpenDemo } from '../config.ts'
import { ShelftalkError } from '../core/domain/errors.ts'
import type { Caller } from '../core/domain/people/permissions.ts'
import { demoSchool, loadDemoSchool, putDemoStaff } from './demo-school.ts'

const emptySchool = { school_id: 'default', name: 'My school', invented: false, time_zone: 'UTC' }

export type OwnSchool = typeof demoSchool | typeof emptySchool

export interface PageKey {
  key: string
  school_name: string
  invented: boolean
}

export interface SchoolKeys {
  /** A key to print: the one from the environment, or a new one at the first start. */
  shown: string | null
  /** The demo school's key for the page on this machine. */
  page: PageKey | null
}

/** The school that a new database begins with: the demo school, loaded if it is not there, or an empty one. */
export async function prepareSchool(app: App, config: Config): Promise<OwnSchool> {
  if (config.demo) {
    await loadDemoSchool(app, () => {})
    await putDemoStaff(app)
  } else {
    await app.core.store.system((rows) => rows.schools.create(emptySchool))
  }
  return config.demo ? demoSchool : emptySchool
}

/** Only once the port is ours: a key is shown once, and a start that fails would show it to nobody. */
export async function prepareKeys(app: App, config: Config, school: OwnSchool): Promise<SchoolKeys> {
  const service: Caller = {
    caller_id: 'start',
    school_id: school.school_id,
    role: 'service',
    reader_id: null,
    person_id: null,
  }
  const known = await app.flows.keys.list(service)
  const shown =
    config.secrets.demoKey ??
    (known.some((key) => key.label === firstKeyLabel) ? null : await issue(app, service, firstKeyLabel))
  if (config.secrets.demoKey !== null) await accept(app, service, config.secrets.demoKey)
  if (!isOpenDemo(config)) return { shown, page: null }
  for (const old of known.filter((key) => key.label === pageKeyLabel && key.revoked_at === null)) {
    await app.flows.keys.revoke(service, old.key_id)
  }
  const page = await issue(app, service, pageKeyLabel)
  return { shown, page: { key: page, school_name: school.name, invented: school.invented } }
}

const firstKeyLabel = 'first start'
const environmentKeyLabel = 'SHELFTALK_DEMO_KEY'
const pageKeyLabel = 'demo page of one start'

const issue = async (app: App, service: Caller, label: string): Promise<string> =>
  (await app.flows.keys.issue(service, { role: 'service', reader_id: null, label })).key

/** Makes the key of the environment a service key of this school. */
async function accept(app: App, service: Caller, secret: string): Promise<void> {
  const key_hash = app.core.digest(secret)
  const known = await app.core.store.system((rows) => rows.keys.byHash(key_hash))
  if (known !== null && known.school_id !== service.school_id) {
    throw new ShelftalkError(
      'conflict',
      'SHELFTALK_DEMO_KEY is a key of another school in this database. Choose another.',
    )
  }
  if (known !== null && known.revoked_at !== null) {
    throw new ShelftalkError('conflict', 'SHELFTALK_DEMO_KEY was revoked. Choose another.')
  }
  await retireEarlier(app, service, known?.key_id ?? null)
  if (known !== null) return
  const key = {
    key_id: app.core.newId(),
    key_hash,
    role: 'service',
    reader_id: null,
    label: environmentKeyLabel,
  } as const
  await app.core.store.school(service.school_id, (rows) => rows.keys.put(key))
}

/** The environment names one key: those that it named before end. */
async function retireEarlier(app: App, service: Caller, current: string | null): Promise<void> {
  for (const key of await app.flows.keys.list(service)) {
    const isEarlier = key.label === environmentKeyLabel && key.key_id !== current && key.revoked_at === null
    if (isEarlier) await app.flows.keys.revoke(service, key.key_id)
  }
}
