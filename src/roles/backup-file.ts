import { createHash, type Hash } from 'node:crypto'
import { z } from 'zod'
import type { Snapshot } from '../core/adapters/postgres/backup/snapshot.ts'
import { rowsAtOnce } from '../core/adapters/postgres/backup/tables.ts'
import { ShelftalkError } from '../core/domain/errors.ts'

/** The first line of a backup: what is in it, and by which version. */
export const Head = z.strictObject({
  shelftalk_backup: z.literal(1),
  made_at: z.iso.datetime(),
  /** The migrations of the database, oldest first. */
  migrations: z.array(z.string().regex(/^\d{4}_[a-z0-9_]+\.sql$/)).min(1),
  tables: z.array(
    z.strictObject({
      name: z.string(),
      columns: z.array(z.strictObject({ name: z.string(), type: z.string() })),
    }),
  ),
  /** By table, the last number that its rows were given. */
  last_numbers: z.record(z.string(), z.string().regex(/^\d+$/)),
})
export type Head = z.infer<typeof Head>

/** Before the rows of a table, each of which is a JSON array of its columns as text. */
const Title = z.strictObject({ table: z.string() })

/** The last line: how many rows each table has, and the SHA-256 of all bytes before this line, in hex. */
const End = z.strictObject({ rows: z.record(z.string(), z.int()), sha256: z.string() })
export type End = z.infer<typeof End>

/** Bytes of the longest line that is written or read: no row of the product comes near it. */
export const longestLine = 64 * 1024 * 1024

/** Tables as a head names them. */
export const inHead = (tables: Head['tables']): Head['tables'] =>
  tables.map(({ name, columns }) => ({ name, columns }))

/** The text of a backup, piece by piece; `tell` is given what was written once all of it was. */
export async function* backupLines(
  { migrations, tables, lastNumbers, rowsOf }: Snapshot,
  tell: (written: End) => void,
): AsyncGenerator<string> {
  const sum = createHash('sha256')
  const summed = (text: string): string => {
    const line = `${text}\n`
    if (Buffer.byteLength(line) > longestLine)
      throw new ShelftalkError(
        'too_large',
        `A row is longer than ${longestLine} bytes: ${line.slice(0, 60)}...`,
      )
    sum.update(line)
    return line
  }
  const head: Head = {
    ...{ shelftalk_backup: 1, made_at: new Date().toISOString() },
    ...{ migrations, tables: inHead(tables), last_numbers: lastNumbers },
  }
  yield summed(JSON.stringify(head))
  const rows: End['rows'] = {}
  for (const table of tables) {
    const { name } = table
    yield summed(JSON.stringify({ table: name }))
    rows[name] = 0
    for await (const lines of rowsOf(table)) {
      rows[name] += lines.length
      for (const line of lines) yield summed(line)
    }
  }
  const end = { rows, sha256: sum.digest('hex') }
  yield `${JSON.stringify(end)}\n`
  tell(end)
}

/** Tells how many rows went, table by table. */
export function sayRows(rows: End['rows'], say: (line: string) => void): void {
  for (const [table, count] of Object.entries(rows)) if (count > 0) say(`  ${table.padEnd(24)} ${count}`)
}

/** Where the rows of a backup go as they are read. */
export interface Destination {
  /** Told once, before any row. */
  begin(head: Head): Promise<void>
  put(table: string, lines: readonly string[]): Promise<void>
}

/**
 * Reads a backup from its lines to its end. What went to the destination is worth nothing before this answers: only the
 * last line says that all of it is as it was written. Answers the head, and how many rows each table has.
 *
 * @throws ShelftalkError `invalid_input` when it is no backup, was cut off or was changed.
 */
export async function readBackup(
  lines: AsyncIterable<string>,
  destination: Destination,
): Promise<{ head: Head; rows: End['rows'] }> {
  const sum = createHash('sha256')
  const rows: End['rows'] = {}
  let head: Head | null = null
  let table: string | null = null
  let ended = false
  let waiting: string[] = []
  const putWaiting = async (): Promise<void> => {
    if (table !== null && waiting.length > 0) await destination.put(table, waiting)
    waiting = []
  }
  for await (const line of lines) {
    if (ended) throw damaged('something follows its last line')
    if (head === null) {
      head = headFrom(line)
      await destination.begin(head)
    } else if (line.startsWith('[')) {
      if (table === null) throw damaged('a row stands before its table')
      rows[table] = (rows[table] ?? 0) + 1
      if (waiting.push(line) === rowsAtOnce) await putWaiting()
    } else {
      await putWaiting()
      const title = parsed(Title, line)
      if (title === null) {
        checkEnd(line, rows, sum)
        ended = true
        continue
      }
      table = title.table
      rows[table] = 0
    }
    sum.update(`${line}\n`)
  }
  if (head === null || !ended) throw damaged('its end is missing')
  return { head, rows }
}

function headFrom(line: string): Head {
  const head = parsed(Head, line)
  if (head === null)
    throw new ShelftalkError('invalid_input', 'This is not a backup of Shelftalk, or one of another version.')
  return head
}

function checkEnd(line: string, rows: End['rows'], sum: Hash): void {
  const end = parsed(End, line)
  if (end === null) throw damaged('a line cannot be read')
  const counted = Object.entries(end.rows)
  if (counted.length !== Object.keys(rows).length || counted.some(([name, count]) => rows[name] !== count))
    throw damaged('rows are missing')
  if (end.sha256 !== sum.digest('hex')) throw damaged('its checksum is wrong')
}

function parsed<T>(schema: z.ZodType<T>, line: string): T | null {
  try {
    return schema.parse(JSON.parse(line))
  } catch {
    return null
  }
}

export const damaged = (why: string): ShelftalkError =>
  new ShelftalkError(
    'invalid_input',
    `The backup is damaged: ${why}. Nothing was restored. Take another copy of it, or an earlier backup.`,
  )
