import type { Token, World } from './world.ts'

/** A call of the Web API. */
export interface Call {
  world: World
  args: Record<string, unknown>
  /** Where the stand-in was reached. */
  host: string
  token: Token | null
  /** Of the app that this stand-in knows. */
  app: { id: string; client_id: string; client_secret: string }
  basic: { id: string; secret: string } | null
}
