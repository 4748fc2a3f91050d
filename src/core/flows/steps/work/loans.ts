import { maxIdsAnEvent, type ShelftalkEvent } from '../../../domain/events.ts'
import type { RowRefusal } from '../../../domain/files/refusal.ts'
import type { Loan } from '../../../domain/lists/interaction.ts'
import type { Core } from '../../../ports/core.ts'
import type { ReaderVersion, SchoolRows } from '../../../ports/store.ts'
import { newEvent } from './announce.ts'

type LoanEvent = ShelftalkEvent<'shelftalk.loans.recorded'>

export interface RecordedLoans {
  accepted: number
  /** By position in the loans given. */
  refused: (RowRefusal & { at: number })[]
  events: LoanEvent[]
  versions: ReaderVersion[]
}

/**
 * Stores loans of known students and books, with one event for each student whose loans changed. Within one call
 * the last loan of a checkout_id counts. A loan that is stored already is accepted and changes nothing.
 */
export async function recordLoans(
  core: Pick<Core, 'newId' | 'clock' | 'erasedIds'>,
  rows: SchoolRows,
  school: string,
  loans: readonly Loan[],
): Promise<RecordedLoans> {
  const readers = await rows.readers.heldGrades([...new Set(loans.map((loan) => loan.student_id))])
  const erased = await core.erasedIds.among(rows, school, [...readers.keys()])
  const books = new Set(
    (await rows.books.byIds([...new Set(loans.map((loan) => loan.book_id))]))
      .filter((book) => book.owner_reader_id === null)
      .map((book) => book.book_id),
  )
  const refused: RecordedLoans['refused'] = loans.flatMap((loan, at) => [
    ...(readers.has(loan.student_id)
      ? []
      : [
          {
            at,
            field: 'student_id',
            code: 'unknown_student' as const,
            reason: 'is not a student of this school',
          },
        ]),
    ...(books.has(loan.book_id)
      ? []
      : [
          {
            at,
            field: 'book_id',
            code: 'unknown_book' as const,
            reason: 'is not in the catalogue of this school',
          },
        ]),
  ])
  loans.forEach((loan, at) => {
    if (isFromBefore(loan, erased.get(loan.student_id))) refused.push({ at, ...wasErased })
  })
  const bad = new Set(refused.map((r) => r.at))
  const good = loans.filter((_, at) => !bad.has(at))
  const lastOfEach = new Map(good.map((loan) => [loan.checkout_id, loan]))
  const changed = lastOfEach.size === 0 ? [] : await rows.history.addLoans([...lastOfEach.values()])
  const events = loanEvents(core, school, changed)
  const versions =
    events.length === 0 ? [] : await rows.readers.raiseVersions([...new Set(events.map((e) => e.subject))])
  if (events.length > 0) await rows.outbox.add(events)
  return { accepted: good.length, refused, events, versions }
}

/** An old file must not bring back what was erased of a student whom the school took up again. */
const isFromBefore = ({ checkout_date }: Loan, erasedAt: Date | undefined): boolean =>
  erasedAt !== undefined && checkout_date <= erasedAt.toISOString().slice(0, 10)

const wasErased = {
  ...{ field: 'checkout_date', code: 'erased' as const },
  reason: 'is not after the day on which what was known of this student was erased',
}

/** One event a reader (several when there are very many books). */
function loanEvents(
  core: Pick<Core, 'newId' | 'clock'>,
  school: string,
  loans: readonly { reader_id: string; book_id: string }[],
): LoanEvent[] {
  const byReader = new Map<string, Set<string>>()
  for (const { reader_id, book_id } of loans) {
    const books = byReader.get(reader_id) ?? new Set()
    byReader.set(reader_id, books.add(book_id))
  }
  return [...byReader].flatMap(([reader_id, books]) =>
    partsOf([...books], maxIdsAnEvent).map((book_ids) =>
      newEvent(core, 'shelftalk.loans.recorded', { school, subject: reader_id }, { reader_id, book_ids }),
    ),
  )
}

/** A list cut into parts of at most `size`. */
export function partsOf<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, part) =>
    list.slice(part * size, (part + 1) * size),
  )
}
