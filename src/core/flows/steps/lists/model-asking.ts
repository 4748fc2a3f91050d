import { ShelftalkError } from '../../../domain/errors.ts'
import type { FactSet } from '../../../domain/model/wording.ts'
import { checkSentence } from '../../../domain/model/wording-check.ts'
import type { Core } from '../../../ports/core.ts'
import type { LanguageModel } from '../../../ports/lists/language-model.ts'
import type { WordingOutcome } from '../../../ports/lists/wordings.ts'
import { reworded } from './list-body.ts'
import type { UnwordedList } from './unworded.ts'

/** A list in the queue. */
export interface Ask {
  list: UnwordedList
  /** Somebody waits for it. */
  urgent: boolean
  /** What came for it, by book id. */
  texts: Map<string, string>
  /** Nothing more is coming. */
  finish(): void
}

export interface WordingCounts {
  told: number
  refused: number
  away: number
  dropped: number
}

export interface AskingBounds {
  /** A model that has said nothing for so long is away. */
  longestAskMs: number
  /** When to look for what somebody else asked about. */
  looksAfterMs: readonly number[]
  /** Lists that wait for what somebody else asked about. */
  maxFollowing: number
  /** How long a school asks nothing after the model was away, unless the model says how long. */
  restSeconds: { usual: number; longest: number }
}

export interface ModelAsking {
  /** Whether the model was away for this school a moment ago. */
  isResting(schoolId: string): boolean
  /**
   * Asks for what some lists of one school lack, in one request, and gives each what came. Of what somebody else is
   * asking, the answer is waited for apart.
   */
  ask(batch: readonly Ask[]): Promise<void>
}

/** One request to the model, from the claim on the facts to the lists that they belong to. */
export function createModelAsking(
  { core, model, isStopped }: { core: Core; model: LanguageModel; isStopped(): boolean },
  counts: WordingCounts,
  bounds: AskingBounds,
): ModelAsking {
  const restsUntilMs = new Map<string, number>()
  let following = 0

  const rest = (school: string, seconds = bounds.restSeconds.usual): void => {
    const ms = 1000 * Math.min(seconds, bounds.restSeconds.longest)
    restsUntilMs.set(school, core.clock().getTime() + ms)
  }

  const tell = async (school: string, facts: ReadonlyMap<string, FactSet>): Promise<WordingOutcome[]> => {
    const all = (state: 'refused' | 'away'): WordingOutcome[] =>
      [...facts.keys()].map((facts_hash) => ({ facts_hash, state, text: null }))
    try {
      const sentences = await within(bounds.longestAskMs, model.word(school, [...facts.values()]))
      if (sentences !== null) return [...facts].map(([hash, set], at) => outcomeOf(hash, set, sentences[at]))
      rest(school)
      return all('away')
    } catch (error) {
      if (!(error instanceof ShelftalkError) || error.code !== 'unavailable') return all('refused')
      rest(school, error.retryAfterSeconds)
      return all('away')
    }
  }

  const follow = async (one: Ask, hashes: readonly string[]): Promise<void> => {
    following++
    try {
      for (const ms of bounds.looksAfterMs) {
        await sleep(ms)
        if (isStopped()) return
        const { school_id } = one.list
        const told = await core.store.background.school(school_id, (rows) => rows.wordings.told(hashes))
        await deliver(core, one, told)
        if (told.size === hashes.length) return
      }
    } catch {
      // The database is away; the template's sentences are there.
    } finally {
      following--
      one.finish()
    }
  }

  return {
    isResting(school) {
      const rests = (restsUntilMs.get(school) ?? 0) > core.clock().getTime()
      if (!rests) restsUntilMs.delete(school)
      return rests
    },
    async ask(batch) {
      const school = batch[0]?.list.school_id ?? ''
      const facts = new Map(
        batch.flatMap(({ list }) => list.picks.map((pick) => [pick.facts_hash, pick.facts])),
      )
      // What somebody waits for does not queue behind the night's work.
      const store = batch.some((one) => one.urgent) ? core.store : core.store.background
      const claimed = await claim(
        { ...core, store },
        { school, modelId: model.modelId, hashes: [...facts.keys()] },
      )
      const told = new Map(claimed.told)
      const mine = new Map([...facts].filter(([hash]) => claimed.mine.has(hash)))
      if (mine.size > 0) {
        const outcomes = await tell(school, mine)
        await store.school(school, (rows) => rows.wordings.settle(outcomes, core.clock()))
        for (const { facts_hash, state, text } of outcomes) {
          counts[state]++
          if (text !== null) told.set(facts_hash, text)
        }
      }
      await Promise.all(batch.map((one) => deliver(core, one, told)))
      for (const one of batch) {
        const hashes = one.list.picks
          .map((pick) => pick.facts_hash)
          .filter((hash) => claimed.underway.has(hash))
        if (hashes.length === 0 || following >= bounds.maxFollowing) one.finish()
        else void follow(one, hashes)
      }
    },
  }
}

interface Claimed {
  told: ReadonlyMap<string, string>
  mine: ReadonlySet<string>
  underway: ReadonlySet<string>
}

/** What of these facts is told already, what this process is to ask about, and what somebody else is asking. */
async function claim(
  core: Pick<Core, 'store' | 'clock'>,
  { school, modelId, hashes }: { school: string; modelId: string; hashes: readonly string[] },
): Promise<Claimed> {
  const at = core.clock()
  return core.store.school(school, async (rows) => {
    const mine = new Set(await rows.wordings.claim(hashes, { modelId, at }))
    const others = hashes.filter((hash) => !mine.has(hash))
    const underway = await rows.wordings.underway(others, at)
    // Last, since somebody else's answer may come between any two of these.
    const told = await rows.wordings.told(others)
    return { told, mine, underway: new Set(underway.filter((hash) => !told.has(hash))) }
  })
}

function outcomeOf(facts_hash: string, facts: FactSet, sentence: string | null | undefined): WordingOutcome {
  const checked = checkSentence(sentence ?? '', facts)
  return 'text' in checked
    ? { facts_hash, state: 'told', text: checked.text }
    : { facts_hash, state: 'refused', text: null }
}

/**
 * Gives a list the sentences that came: to whoever waits for it, to the cache, and to those who look at it. A list that
 * was overtaken meanwhile is left alone: what it names may be hidden by now.
 */
async function deliver(core: Core, one: Ask, told: ReadonlyMap<string, string>): Promise<void> {
  const { school_id, reader_id, variant, versions, slate_id, picks } = one.list
  const items = picks.flatMap(({ book_id, facts_hash }) => {
    const text = told.get(facts_hash)
    return text === undefined || one.texts.has(book_id) ? [] : [{ book_id, text }]
  })
  if (items.length === 0) return
  for (const { book_id, text } of items) one.texts.set(book_id, text)
  const cached = await core.cache.get(school_id, reader_id, variant)
  const body = cached === null ? null : reworded(cached.body, slate_id, one.texts)
  if (cached === null || body === null) return
  const entry = { body, bookIds: cached.bookIds, versions }
  if (await core.cache.put(school_id, reader_id, variant, entry))
    core.live.publish(school_id, { kind: 'wording', student_id: reader_id, slate_id, items })
}

/** What the promise gives, or null when it takes longer. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref()
  })
