import type { Core } from '../../../ports/core.ts'
import { type Ask, type AskingBounds, createModelAsking, type WordingCounts, within } from './model-asking.ts'
import type { UnwordedList } from './unworded.ts'

/** The model's sentences by book id. */
export type Texts = ReadonlyMap<string, string>

export interface ModelWording {
  /** Asks for what the list lacks, some time soon. What comes is stored, cached and told to those who look. */
  later(list: UnwordedList): void
  /** The same, and resolves with what came within the deadline. Never throws. */
  wait(list: UnwordedList): Promise<Texts>
  /** What became of it since the process started: sets of facts, and lists that were dropped. */
  counts(): Readonly<WordingCounts>
  /** Asks nothing more; who waits gets what is there. */
  stop(): void
}

export interface WordingBounds extends AskingBounds {
  /** How long an answer waits for wording. */
  explainTimeoutMs: number
  /** Requests to the model that run at once. */
  asksAtOnce: number
  /** Lists that wait for their turn; beyond, they keep the template's words. */
  maxWaitingLists: number
  /** Sets of facts in one request, but for a single list that has more. */
  factsAnAsk: number
}

export const defaultWordingBounds: WordingBounds = {
  explainTimeoutMs: 2_500,
  asksAtOnce: 4,
  maxWaitingLists: 500,
  factsAnAsk: 20,
  longestAskMs: 30_000,
  looksAfterMs: [100, 200, 300, 500, 800, 1_600, 3_200],
  maxFollowing: 100,
  restSeconds: { usual: 10, longest: 60 },
}

/**
 * Has the model word what lists lack, away from those who wait for lists: a bounded queue, several lists of a school in
 * one request, each set of facts asked about once by all processes together. A model that is away costs nobody time:
 * the template's sentence is there, and the next fresh list asks again.
 */
export function createModelWording(core: Core, bounds: WordingBounds = defaultWordingBounds): ModelWording {
  const counts: WordingCounts = { told: 0, refused: 0, away: 0, dropped: 0 }
  const { language: model } = core
  if (model === null) return withoutModel(counts)
  const waiting: Ask[] = []
  let running = 0
  let stopped = false
  const asking = createModelAsking({ core, model, isStopped: () => stopped }, counts, bounds)

  const next = (): void => {
    while (running < bounds.asksAtOnce && waiting.length > 0) {
      const batch = nextBatch(waiting, bounds.factsAnAsk)
      running++
      const ended = (): void => {
        running--
        next()
      }
      const giveUp = (): void => batch.forEach((one) => void one.finish())
      void asking.ask(batch).catch(giveUp).finally(ended)
    }
  }

  const enqueue = (list: UnwordedList, urgent: boolean): { texts: Texts; done: Promise<void> } => {
    const texts = new Map<string, string>()
    if (stopped || list.picks.length === 0 || asking.isResting(list.school_id))
      return { texts, done: Promise.resolve() }
    if (waiting.length >= bounds.maxWaitingLists) {
      counts.dropped++
      return { texts, done: Promise.resolve() }
    }
    const done = new Promise<void>((finish) => {
      const one = { list, urgent, texts, finish }
      if (urgent) waiting.unshift(one)
      else waiting.push(one)
    })
    next()
    return { texts, done }
  }

  return {
    later: (list) => void enqueue(list, false),
    async wait(list) {
      const { texts, done } = enqueue(list, true)
      await within(bounds.explainTimeoutMs, done)
      return new Map(texts)
    },
    counts: () => counts,
    stop() {
      stopped = true
      for (const one of waiting.splice(0)) one.finish()
    },
  }
}

const withoutModel = (counts: WordingCounts): ModelWording => ({
  later() {},
  wait: async () => new Map(),
  counts: () => counts,
  stop() {},
})

/** Takes out the list whose turn it is, and others of its school as far as they fit into one request. */
function nextBatch(waiting: Ask[], factsAnAsk: number): Ask[] {
  const school = waiting[0]?.list.school_id
  const hashes = new Set<string>()
  const batch: Ask[] = []
  for (const one of [...waiting]) {
    if (one.list.school_id !== school) continue
    const more = one.list.picks.filter((pick) => !hashes.has(pick.facts_hash))
    if (batch.length > 0 && hashes.size + more.length > factsAnAsk) continue
    for (const pick of more) hashes.add(pick.facts_hash)
    batch.push(one)
    waiting.splice(waiting.indexOf(one), 1)
  }
  return batch
}
