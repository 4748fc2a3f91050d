import { createHash } from 'node:crypto'
import type { LtiItemFlow, NewLtiItem } from '../../core/flows/courses/lti-items.ts'
import { ItemExists, type LtijsStore, type Row } from '../tool/ltijs.ts'

const hourMs = 3_600_000

interface Collection {
  /** The fields that tell one item from the others. */
  identity: readonly string[]
  /** Null: it stays. */
  lifetimeMs: number | null
}

/** What ltijs keeps, by its own names. It looks a nonce up and then keeps it, so that only its identity decides a race. */
const collections: Readonly<Record<string, Collection>> = {
  platform: { identity: ['platformUrl', 'clientId'], lifetimeMs: null },
  platformStatus: { identity: ['id'], lifetimeMs: null },
  publickey: { identity: ['platformUrl', 'clientId'], lifetimeMs: null },
  privatekey: { identity: ['platformUrl', 'clientId'], lifetimeMs: null },
  accesstoken: { identity: ['platformUrl', 'clientId', 'scopes'], lifetimeMs: hourMs },
  idtoken: { identity: ['iss', 'clientId', 'deploymentId', 'user'], lifetimeMs: 24 * hourMs },
  contexttoken: { identity: ['contextId', 'user'], lifetimeMs: 24 * hourMs },
  nonce: { identity: ['nonce'], lifetimeMs: hourMs },
  state: { identity: ['state'], lifetimeMs: hourMs / 6 },
}

/**
 * Where ltijs keeps what it wants to keep: the seven methods of its database plug-ins. Nothing of a person comes in:
 * an id becomes a keyed digest, in questions too, and names, addresses and what a school knows of them are left out.
 */
export function createLtijsStore(items: LtiItemFlow): LtijsStore {
  const fieldsOf = (row: Row): Row => withoutPeople(row, items.digestOf)
  const itemOf = (name: string, secret: object | null, row: Row): NewLtiItem => {
    const { identity, lifetimeMs } = collectionOf(name)
    const fields = fieldsOf(row)
    return {
      ...{ collection: name, identity: identityOf(identity, fields), fields, lifetimeMs },
      secret: secret === null ? null : JSON.stringify(secret),
    }
  }
  const partsOf = (key: string | false, item: Row, index: Row): [object | null, Row] =>
    key === false ? [null, item] : [item, index]
  return {
    async setup() {
      // The database is up and has its tables before the tool is made.
    },
    async Close() {
      // Whoever opened the database closes it.
    },
    async Get(key, name, query = {}) {
      collectionOf(name)
      const found = await items.find(name, fieldsOf(query))
      if (found.length === 0) return false
      return found.map(({ fields, secret, createdAt }) =>
        key === false ? { ...fields } : { ...JSON.parse(secret ?? '{}'), createdAt: createdAt.getTime() },
      )
    },
    async Insert(key, name, item, index = {}) {
      if (!(await items.add(itemOf(name, ...partsOf(key, item, index)))))
        throw new ItemExists(`there is such an item in ${name} already`)
    },
    // biome-ignore lint/complexity/useMaxParams: ltijs calls it so
    async Replace(key, name, query, item, index = {}) {
      const [secret, row] = partsOf(key, item, index)
      await items.put(itemOf(name, secret, { ...row, ...query }))
    },
    async Modify(_key, name, query, changes) {
      collectionOf(name)
      await items.change(name, fieldsOf(query), fieldsOf(changes))
    },
    // Nobody waits for the deletion of a state, so that a failure would end the process.
    async Delete(name, query) {
      const removed = items.remove(name, fieldsOf(query))
      await (name === 'state' ? removed.catch(() => {}) : removed)
    },
  }
}

function collectionOf(name: string): Collection {
  const collection = Object.hasOwn(collections, name) ? collections[name] : undefined
  if (collection === undefined) throw new Error(`there is no collection ${name}`)
  return collection
}

/** A digest, since some identities are longer than an index takes. */
function identityOf(names: readonly string[], fields: Row): string {
  const parts = names.map((name) => {
    if (fields[name] === undefined) throw new Error(`${name} is missing`)
    return fields[name]
  })
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

function withoutPeople(row: Row, digestOf: (id: string) => string): Row {
  const { user, userInfo: _names, lis: _school, custom, ...kept } = storable(row)
  return {
    ...kept,
    ...(user === undefined || user === null ? {} : { user: digestOf(String(user)) }),
    ...(custom === undefined || custom === null ? {} : { custom: ownParameters(custom) }),
  }
}

/** Parameters of ours; what else a course passes on may name somebody. */
const ownParameters = (custom: unknown): Row =>
  Object.fromEntries(Object.entries(Object(custom)).filter(([name]) => name.startsWith('st_')))

/** As JSON that a database takes: no text in it holds a NUL or half a character. */
const storable = (row: Row): Row =>
  JSON.parse(
    JSON.stringify(row, (_name, value) =>
      typeof value === 'string' ? value.replaceAll('\0', '').replace(/\p{Cs}/gu, '') : value,
    ),
  )
