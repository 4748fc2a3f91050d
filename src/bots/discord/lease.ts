import type { GatewayLeaseFlow } from '../../core/flows/chats/gateway-lease.ts'
import type { Log } from '../../log.ts'

const renewMs = 5_000
/** Whoever could not renew for so long stops by itself, before another process may take over. */
const giveUpMs = 10_000

interface Holder {
  flow: GatewayLeaseFlow
  botId: string
  owner: string
  log: Log
  /** Times for tests. */
  times?: { renewMs: number; giveUpMs: number }
  /** Whether everything is heard now. */
  covering(): boolean
  held(): Promise<void>
  lost(): Promise<void>
}

/** Holds the lease of a gateway as long as it can be renewed. `held` and `lost` alternate; neither may throw. */
export function keepLease(holder: Holder): { start(): void; stop(): Promise<void> } {
  const times = holder.times ?? { renewMs, giveUpMs }
  let isHeld = false
  let renewedAt = 0
  let stopping: (() => void) | undefined
  let running: Promise<void> | undefined

  const attempt = (): Promise<boolean | null> => {
    const late = new Promise<null>((resolve) => setTimeout(resolve, times.renewMs, null).unref())
    const taken = holder.flow.take(holder.botId, holder.owner, holder.covering()).catch((error: unknown) => {
      holder.log.warn({ err: error }, 'the lease of the gateway could not be renewed')
      return null
    })
    return Promise.race([taken, late])
  }
  const once = async (): Promise<void> => {
    const answer = await attempt()
    if (answer === true) renewedAt = performance.now()
    if (answer === true && !isHeld) {
      isHeld = true
      await holder.held()
    } else if (isHeld && (answer === false || performance.now() - renewedAt >= times.giveUpMs)) {
      isHeld = false
      await holder.lost()
    }
  }
  const run = async (isStopped: Promise<void>): Promise<void> => {
    while (stopping !== undefined) {
      await once()
      await Promise.race([isStopped, new Promise((resolve) => setTimeout(resolve, times.renewMs).unref())])
    }
    if (isHeld) await holder.lost()
    await holder.flow.release(holder.botId, holder.owner).catch(() => {})
  }
  return {
    start() {
      running ??= run(
        new Promise((resolve) => {
          stopping = resolve
        }),
      )
    },
    async stop() {
      stopping?.()
      stopping = undefined
      await running
    },
  }
}
