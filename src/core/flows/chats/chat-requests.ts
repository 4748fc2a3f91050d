import { pauseAfter } from '../../domain/chats/chat-post.ts'
import type { Account, Platform, Space } from '../../domain/people/account.ts'
import type { ErasedSubject } from '../../domain/people/erasure.ts'
import type { ChatRequest, DeadRequest, RequestCounts } from '../../ports/chats/chat.ts'
import type { Core } from '../../ports/core.ts'
import type { KeyedDigest, Sealed } from '../../ports/sealed.ts'
import { inBatches } from '../steps/work/in-batches.ts'

/** What a platform sent: `dedupe` is what makes it the same again when it is sent again. */
export interface ChatInput extends Space {
  account_id: string | null
  kind: string
  dedupe: readonly string[]
  /** As JSON; sealed where it is kept. */
  payload: unknown
}

export interface OpenRequest extends Omit<ChatRequest, 'payload'> {
  payload: unknown
}

/** Requests of chat platforms: stored before they are acknowledged, worked on once, tried again until they are done. */
export interface ChatRequestFlow {
  /**
   * Stores a request, leased to this process. `before`: the same came before, and was answered so. Throws `unavailable`
   * when the database does not answer in a second: then the platform sends it again.
   */
  take(input: ChatInput): Promise<{ request_id: string; before: { answer: unknown } | null }>
  /** What came in a request of this account; null when it is over, or another's. */
  payloadOf(requestId: string, account: Account): Promise<unknown>
  /** Takes requests that nobody works on. */
  due(platform: Platform, limit: number): Promise<OpenRequest[]>
  /** `answer` is kept for whoever sends the same request again. */
  done(requestId: string, answer?: unknown): Promise<void>
  /** Counts the attempt: it is tried again later, or given up. True when it was given up. */
  failed(request: Pick<OpenRequest, 'request_id' | 'attempts'>, reason: string): Promise<boolean>
  release(requestIds: readonly string[]): Promise<void>
  /** Puts what was given up back on its way; answers how many. */
  replay(): Promise<number>
  counts(): Promise<RequestCounts>
  /** Those that were given up, oldest first; at most a hundred. */
  dead(): Promise<DeadRequest[]>
  /** Forgets what is older than a week, answers how many; and what came in commands that nobody can answer to any more. */
  purge(): Promise<number>
  /** Forgets what came from accounts of somebody who is erased, and answers that name the person; answers how many. */
  forgetPerson(subject: ErasedSubject): Promise<number>
}

/** Whoever took a request has so long for it; then another may. */
const leaseMs = 30_000
const maxAttempts = 5
const keptMs = 7 * 86_400_000
/** So long a platform takes answers to a command. */
const answeredMs = 30 * 60_000
const rowsAtOnce = 1000
const deadShown = 100

type Needs = Pick<Core, 'store' | 'clock' | 'newId'> & { keyedDigest: KeyedDigest; sealed: Sealed }

export function createChatRequests({ store, clock, newId, keyedDigest, sealed }: Needs): ChatRequestFlow {
  const times = () => ({ now: clock(), leaseUntil: new Date(clock().getTime() + leaseMs) })
  /** Nobody need read here whose a request is; only the same account must be known again. */
  const digestOf = ({ platform, tenant, account_id }: Account): string =>
    keyedDigest(JSON.stringify([platform, tenant, account_id]), 'chat account')
  const context = (requestId: string): string => `chat request ${requestId}`
  const failed: ChatRequestFlow['failed'] = async ({ request_id, attempts }, reason) => {
    const at = clock()
    const isGivenUp = attempts + 1 >= maxAttempts
    const again = isGivenUp ? null : new Date(at.getTime() + pauseAfter(attempts + 1))
    await store.system((rows) => rows.chatRequests.failed(request_id, { reason, again, at }))
    return isGivenUp
  }
  return {
    async take({ platform, tenant, account_id, kind, dedupe, payload }) {
      const request_id = newId()
      const dedupe_key = keyedDigest(JSON.stringify([platform, ...dedupe]), 'chat request')
      const request = {
        ...{ request_id, platform, tenant, kind, dedupe_key },
        account_digest: account_id === null ? null : digestOf({ platform, tenant, account_id }),
        payload: sealed.seal(JSON.stringify(payload), context(request_id)),
      }
      const put = await store.system((rows) => rows.chatRequests.put(request, times()))
      if (put === 'new') return { request_id, before: null }
      const { answer } = put
      return { request_id: put.request_id, before: { answer: answer === null ? null : JSON.parse(answer) } }
    },
    async payloadOf(requestId, account) {
      const payload = await store.system((rows) => rows.chatRequests.payloadOf(requestId, digestOf(account)))
      return payload === null ? null : (JSON.parse(sealed.open(payload, context(requestId))) as unknown)
    },
    async due(platform, limit) {
      const taken = await store.background.system((rows) => rows.chatRequests.take(platform, times(), limit))
      const open: OpenRequest[] = []
      for (const request of taken) {
        try {
          const payload: unknown = JSON.parse(sealed.open(request.payload, context(request.request_id)))
          open.push({ ...request, payload })
        } catch {
          // Without its key nobody can read it; the others go on.
          await failed(request, 'it cannot be opened')
        }
      }
      return open
    },
    done: (requestId, answer) =>
      store.system((rows) =>
        rows.chatRequests.done(requestId, {
          answer: answer === undefined ? null : JSON.stringify(answer),
          at: clock(),
        }),
      ),
    failed,
    release: (requestIds) => store.system((rows) => rows.chatRequests.release(requestIds, clock())),
    replay: () =>
      inBatches(rowsAtOnce, (limit) => store.system((rows) => rows.chatRequests.replay(clock(), limit))),
    counts: () => store.system((rows) => rows.chatRequests.counts(clock())),
    dead: () => store.system((rows) => rows.chatRequests.dead(deadShown)),
    async purge() {
      const ago = (ms: number): Date => new Date(clock().getTime() - ms)
      const before = ago(keptMs)
      await store.background.system((rows) => rows.chatRequests.emptyDone(ago(answeredMs)))
      return inBatches(rowsAtOnce, (limit) =>
        store.background.system((rows) => rows.chatRequests.purge(before, limit)),
      )
    },
    forgetPerson: ({ accounts, reader_ids }) =>
      store.background.system(async (rows) => {
        // Others' commands may name the person, and nobody can tell which.
        await rows.chatRequests.emptyDone(clock())
        return rows.chatRequests.forget(accounts.map(digestOf), reader_ids)
      }),
  }
}
