import { canonicalFacts, type FactSet } from '../../../domain/model/wording.ts'
import type { Core } from '../../../ports/core.ts'
import type { ListCache, ListVersions } from '../../../ports/runtime.ts'
import type { SchoolRows } from '../../../ports/store.ts'

/** Where a list is cached. */
export interface ListPlace {
  school_id: string
  reader_id: string
  variant: string
}

/** A pick that the model could word, and the hash by which its sentence is known. */
export interface UnwordedPick {
  book_id: string
  facts_hash: string
  facts: FactSet
}

/** A list that still says with the template's words what the model could word. */
export interface UnwordedList extends ListPlace {
  versions: ListVersions
  slate_id: string
  picks: readonly UnwordedPick[]
}

/** The model's sentences that there are for these picks, by book id, and the picks that have none yet. */
export async function readWording(
  core: Pick<Core, 'language' | 'digest'>,
  rows: Pick<SchoolRows, 'wordings'>,
  picks: readonly { book_id: string; facts(): FactSet | null }[],
): Promise<{ texts: Map<string, string>; unworded: UnwordedPick[] }> {
  const { language } = core
  if (language === null) return { texts: new Map(), unworded: [] }
  const known = picks.flatMap((pick) => {
    const facts = pick.facts()
    if (facts === null) return []
    return [
      { book_id: pick.book_id, facts, facts_hash: core.digest(canonicalFacts(language.modelId, facts)) },
    ]
  })
  if (known.length === 0) return { texts: new Map(), unworded: [] }
  const told = await rows.wordings.told(known.map((pick) => pick.facts_hash))
  const texts = known.flatMap(({ book_id, facts_hash }) => {
    const text = told.get(facts_hash)
    return text === undefined ? [] : [[book_id, text] as const]
  })
  return { texts: new Map(texts), unworded: known.filter((pick) => !told.has(pick.facts_hash)) }
}

/** The facts lie beside the list in the cache, so that whoever finds it there can still wait for its wording. */
const beside = (variant: string): string => `${variant} unworded`

export async function keepUnworded(cache: ListCache, list: UnwordedList): Promise<void> {
  if (list.picks.length === 0) return
  await cache.put(list.school_id, list.reader_id, beside(list.variant), {
    body: Buffer.from(JSON.stringify(list)),
    bookIds: list.picks.map((pick) => pick.book_id),
    versions: list.versions,
  })
}

/** What was kept beside the list; null when nothing was. */
export async function findUnworded(cache: ListCache, place: ListPlace): Promise<UnwordedList | null> {
  const kept = await cache.get(place.school_id, place.reader_id, beside(place.variant))
  return kept === null ? null : (JSON.parse(kept.body.toString()) as UnwordedList)
}
