import type { Core } from '../../ports/core.ts'
import type { LtiItem } from '../../ports/courses/lti.ts'
import type { KeyedDigest, Sealed } from '../../ports/sealed.ts'

type Fields = LtiItem['fields']

/** Something to keep for the library behind the tool. */
export interface NewLtiItem {
  collection: string
  identity: string
  fields: Fields
  /** Lies sealed in the database; null when there is nothing to hide. */
  secret: string | null
  /** How long it is kept; null: until it is removed. */
  lifetimeMs: number | null
}

export interface LtiItemFlow {
  /** Those of the collection that hold all of these fields, oldest first. Throws `unavailable` for a secret that no key opens. */
  find(
    collection: string,
    fields: Fields,
  ): Promise<{ fields: Fields; secret: string | null; createdAt: Date }[]>
  /** False when there is one of this identity, or with the same key id. */
  add(item: NewLtiItem): Promise<boolean>
  put(item: NewLtiItem): Promise<void>
  change(collection: string, having: Fields, to: Fields): Promise<void>
  remove(collection: string, having: Fields): Promise<void>
  /** Stands for a person's id, which is not kept itself. */
  digestOf(personId: string): string
  /** Removes what has run out, launches and sessions as well; tells how many of its own. */
  sweep(): Promise<number>
}

type Needs = Pick<Core, 'store' | 'clock'> & { sealed: Sealed; keyedDigest: KeyedDigest }

/** What the library behind the tool keeps, with what is secret sealed. */
export function createLtiItems({ store, clock, sealed, keyedDigest }: Needs): LtiItemFlow {
  const { system } = store
  const written = ({ lifetimeMs, ...item }: NewLtiItem): LtiItem => {
    const now = clock()
    return {
      ...item,
      secret: item.secret === null ? null : sealed.seal(item.secret, contextOf(item)),
      created_at: now.toISOString(),
      expires_at: lifetimeMs === null ? null : new Date(now.getTime() + lifetimeMs).toISOString(),
    }
  }
  return {
    async find(collection, fields) {
      const items = await system((rows) => rows.ltiItems.find(collection, fields, clock()))
      return items.map((item) => ({
        fields: item.fields,
        secret: item.secret === null ? null : sealed.open(item.secret, contextOf(item)),
        createdAt: new Date(item.created_at),
      }))
    },
    add: (item) => system((rows) => rows.ltiItems.add(written(item), clock())),
    put: (item) => system((rows) => rows.ltiItems.put(written(item))),
    change: (...change) => system((rows) => rows.ltiItems.change(...change)),
    remove: (...which) => system((rows) => rows.ltiItems.remove(...which)),
    digestOf: (personId) => keyedDigest(personId, 'a person in a launch'),
    sweep: () =>
      store.background.system(async (rows) => {
        await rows.ltiLaunches.forget(clock())
        return rows.ltiItems.sweep(clock())
      }),
  }
}

const contextOf = ({ collection, identity }: Pick<LtiItem, 'collection' | 'identity'>): string =>
  `lti ${collection} ${identity}`
