import type { Gateway } from './gateway.ts'
import type { World } from './world.ts'

/** One request, taken apart. */
export interface Asked {
  world: World
  gateway: Gateway
  /** What stands in the address; `''` where the route has no such part. */
  params: Record<
    'application' | 'channel' | 'emoji' | 'guild' | 'interaction' | 'message' | 'token' | 'user',
    string
  >
  query: URLSearchParams
  body: unknown
}
