import type { IncomingMessage, ServerResponse } from 'node:http'

/** An item as ltijs knows it, and a question for items by some of their fields. */
export type Row = Readonly<Record<string, unknown>>
export type Query = Row

/**
 * The seven methods by which ltijs keeps things. `key` is false for what lies open; with a key, `item` lies sealed and
 * `index` beside it.
 */
export interface LtijsStore {
  setup(): Promise<void>
  Close(): Promise<void>
  /** What holds all fields of the query, all without one; false, never an empty list, when nothing does. */
  Get(key: string | false, collection: string, query?: Query): Promise<Row[] | false>
  /** Rejects with `ItemExists` when there is such an item. */
  Insert(key: string | false, collection: string, item: Row, index?: Row): Promise<void>
  /** Adds the item, or takes the place of the one that the query names, in one step. */
  Replace(key: string | false, collection: string, query: Query, item: Row, index?: Row): Promise<void>
  Modify(key: string | false, collection: string, query: Query, changes: Row): Promise<void>
  /** Never rejects for `state`. */
  Delete(collection: string, query: Query): Promise<void>
}

/** Where something was to be added, there is such a thing. */
export class ItemExists extends Error {}

/** What ltijs read in a token that it takes. */
export interface LtijsToken {
  iss: string
  clientId: string
  deploymentId: string
  user: string
  platformContext: { messageType: string; context?: { id?: string } }
}

/** A response of ltijs's, of which only its verdict is read. */
type Verdict = { locals: { err?: { details?: { message?: string } } } }

/** The part of ltijs that is used, since its types are those of another version. */
export interface LtijsProvider {
  setup(
    encryptionKey: string,
    database: { plugin: LtijsStore },
    options: {
      appRoute: string
      loginRoute: string
      keysetRoute: string
      dynRegRoute: string
      ltiaas: true
      cors: false
      tokenMaxAge: false
    },
  ): void
  deploy(options: { serverless: true; silent: true }): Promise<true>
  onConnect(took: (token: LtijsToken) => unknown): void
  onDeepLinking(took: (token: LtijsToken) => unknown): void
  onInvalidToken(refused: (req: unknown, res: Verdict) => unknown): void
  app(req: IncomingMessage, res: ServerResponse, unanswered: () => void): void
}
