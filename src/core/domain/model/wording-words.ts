import type { FactName } from './wording.ts'

const words = (text: string): string[] => text.trim().split(/\s+/u)

/** Words that say nothing by themselves; a sentence may join names with them. How some may be joined stands in wording-check.ts. */
export const joiningWords: ReadonlySet<string> = new Set(
  words(`
  a an the this these that it its it's here here's there there's one ones something
  is are be has have and or so then for to of in on with from at as if since because into up out
  you your you've might may could can would
  book books story stories tale tales title pick choice read reading shelf shelves library library's list
  try trying find open start starting turn take give look begin see enjoy like discover
  by about next too also another more again now well after
  good great natural nice new way step place time suggestion recommendation worth
  theme themes topic topics subject subjects explore explores exploring deals full do
  written 's
  `),
)

const popular = ['popular_in_grade', 'popular_in_school'] as const
const chosen = ['same_readers', 'like_chosen', ...popular] as const
const alike = ['close_by_text', 'like_chosen', 'shared_theme'] as const

/** Words that claim something, each with the facts of which one must hold. */
const claims: readonly (readonly [text: string, facts: readonly FactName[]])[] = [
  ['liked loved enjoyed', ['because_liked']],
  ['which', ['because_liked', 'because_read']],
  ['readers people others', [...chosen, 'well_rated']],
  ['who', [...chosen, 'well_rated', 'same_author']],
  ['often tend tends picked chose chosen choose borrowed', chosen],
  ['go goes going', [...chosen, 'next_in_series']],
  ['together along', ['same_readers', 'like_chosen']],
  ['many popular favourite favorite widely frequent', popular],
  ['much', [...popular, 'like_chosen', 'close_by_text']],
  ['grade around', ['popular_in_grade']],
  ['school', ['popular_in_school']],
  ['few yet', ['like_chosen']],
  ['close description', ['close_by_text']],
  ['similar alike resembles', alike],
  ['share shares shared common', ['shared_theme', 'same_author']],
  ['both same', [...alike, 'same_author', 'same_readers', 'because_liked', 'because_read', 'next_in_series']],
  ['author writer wrote', ['same_author']],
  ['series volume sequel continues continue continuing follows instalment installment', ['next_in_series']],
  ['rated ratings rating high highly given', ['well_rated']],
  ['different curious waiting waits', ['on_shelf']],
  ['short quick', ['short_book']],
  ['long big thick', ['long_book']],
]

/** What must hold for a word that claims something; null for every other word. */
export const claimOf: ReadonlyMap<string, readonly FactName[]> = new Map(
  claims.flatMap(([text, facts]) => words(text).map((word) => [word, facts] as const)),
)

/** Everything that a sentence may use beside names, for whoever asks a model for one. */
export const sentenceWords: readonly string[] = [...joiningWords, ...claimOf.keys()]
