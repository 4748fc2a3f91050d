import type { VoteKind } from '../lists/interaction.ts'

/** An emoji that somebody put under a message of ours, as the platform names it. */
export interface EmojiMark {
  post_id: string
  person_id: string
  emoji: string
}

/** Where it stood last. `order_at`: seconds by the platform's own order; what is older never overwrites what is newer. */
export interface LedgerEntry extends EmojiMark {
  present: boolean
  order_at: number
  /** The vote that this emoji gave last; null when it gave none. */
  event_id: string | null
}

/** A person's current vote about a book, whatever it came from. */
export interface CurrentVote {
  vote: VoteKind
  event_id: string
  voted_at: Date
}

const votes: Readonly<Record<string, 'up' | 'down'>> = {
  ...{ '+1': 'up', thumbsup: 'up', '👍': 'up', heart: 'up', '❤': 'up' },
  ...{ '-1': 'down', thumbsdown: 'down', '👎': 'down' },
}
const skinTone = /::skin-tone-[2-6]$|[\u{1F3FB}-\u{1F3FF}]|\uFE0F/gu

/** What an emoji says of a book, whatever its skin; null for one that says nothing to us. */
export function voteOfEmoji(name: string): 'up' | 'down' | null {
  const bare = name.replace(skinTone, '')
  return Object.hasOwn(votes, bare) ? (votes[bare] ?? null) : null
}

/**
 * The vote that follows when an emoji came or went. `entries` are all of this person's under posts of the book, the
 * changed one as it stands now. Null when nothing is to change: an emoji that went takes back only a vote that an emoji
 * of its kind gave, when none of that kind is left.
 */
export function voteAfter(
  changed: LedgerEntry,
  entries: readonly LedgerEntry[],
  current: CurrentVote | null,
): VoteKind | null {
  const value = voteOfEmoji(changed.emoji)
  if (value === null) return null
  if (changed.present) return current?.vote === value || isLater(current, changed, entries) ? null : value
  const alike = entries.filter((entry) => voteOfEmoji(entry.emoji) === value)
  const isItsVote = current?.vote === value && alike.some((entry) => entry.event_id === current.event_id)
  return isItsVote && !alike.some((entry) => entry.present) ? 'none' : null
}

/** Platforms' clocks and ours differ a little: a vote counts as later only beyond that. */
const clockSlackSeconds = 2

/** Whether the current vote was given after the emoji came. When a vote is an emoji's, its own order tells; it may be late. */
function isLater(
  current: CurrentVote | null,
  { order_at }: LedgerEntry,
  entries: readonly LedgerEntry[],
): boolean {
  if (current === null) return false
  const source = entries.find((entry) => entry.event_id === current.event_id)
  return source === undefined
    ? current.voted_at.getTime() / 1000 > order_at + clockSlackSeconds
    : source.order_at > order_at
}

/**
 * What the ledger does not know of what stands under our posts, and what it believes and is not there any more. An emoji
 * that is known as it stands is no difference. `coveredUntil`: the second in which we ceased to hear of changes, as far
 * as it was noted; `heardSince`: the one from which on we hear of them again, and know better.
 */
export function differences(
  ledger: readonly LedgerEntry[],
  standing: readonly EmojiMark[],
  { coveredUntil, heardSince = coveredUntil }: { coveredUntil: number; heardSince?: number },
): LedgerEntry[] {
  const orders = ledger.flatMap(({ order_at }) => (order_at > heardSince ? [] : order_at))
  const lastHeard = orders.reduce((last, order) => Math.max(last, order), coveredUntil)
  const key = ({ post_id, person_id, emoji }: EmojiMark): string =>
    JSON.stringify([post_id, person_id, emoji])
  const known = new Map(ledger.map((entry) => [key(entry), entry]))
  const found = new Set(standing.map(key))
  const differs = (mark: EmojiMark, present: boolean): LedgerEntry[] => {
    const before = known.get(key(mark))
    if ((before?.present ?? false) === present || (before?.order_at ?? 0) > heardSince) return []
    const { post_id, person_id, emoji } = mark
    const event_id = before?.event_id ?? null
    return [{ post_id, person_id, emoji, present, order_at: lastHeard, event_id }]
  }
  return [
    ...standing.flatMap((mark) => differs(mark, true)),
    ...ledger.flatMap((entry) => (found.has(key(entry)) ? [] : differs(entry, false))),
  ]
}

/** Those that both appeared and say the opposite of one book: which came last nobody knows, so neither votes. */
export function undecided(
  appeared: readonly (LedgerEntry & { book_id: string })[],
): ReadonlySet<LedgerEntry> {
  const saying = (one: LedgerEntry & { book_id: string }): 'up' | 'down' | null =>
    one.present ? voteOfEmoji(one.emoji) : null
  return new Set(
    appeared.filter((one) =>
      appeared.some(
        (other) =>
          other.book_id === one.book_id &&
          other.person_id === one.person_id &&
          saying(one) !== null &&
          saying(other) !== null &&
          saying(other) !== saying(one),
      ),
    ),
  )
}
