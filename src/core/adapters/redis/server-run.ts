import { randomBytes } from 'node:crypto'
import type { ScriptedRedis } from './scripts.ts'

/** Long enough that no two runs of servers begin alike. */
const runLength = 16

export interface ServerRun {
  /** Begins the keys of what this run of the server may answer with. */
  namespace: string
  /** Whether the server tells its runs apart. If not, it may come back with old keys under the same name. */
  isKnown: boolean
}

/**
 * Names the run of the server that this connection leads to: another one after a restart and after a fail-over, also
 * when a server takes over again that had served before. The same for all processes that the same run serves.
 * Refused by a server that takes no writes.
 */
export async function readServerRun(redis: ScriptedRedis, prefix: string): Promise<ServerRun> {
  const run = await runOf(redis)
  const never = `.${randomBytes(4).toString('hex')}`
  const name = await redis.nameServer(`${prefix}:server`, run ?? 'unnamed', never)
  return { namespace: `${prefix}:${name}`, isKnown: run !== null }
}

/** Some hosted servers hide their run. The replication id changes with it too, and now and then without a reason. */
async function runOf(redis: ScriptedRedis): Promise<string | null> {
  const run = field(await redis.info('server'), 'run_id')
  const told = run ?? field(await redis.info('replication'), 'master_replid')
  return told?.slice(0, runLength) ?? null
}

/** A field of what INFO answers. */
export const field = (info: string, name: string): string | null =>
  new RegExp(`^${name}:(.+?)\\r?$`, 'm').exec(info)?.[1] ?? null
