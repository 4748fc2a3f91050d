import { beforeEach, expect, test } from 'vitest'
import type { SchoolRows } from '../../../src/core/ports/store.ts'
import type { Ground } from '../../support/a-school.ts'
import { aStore, noon } from './a-store.ts'

/** Answers that are kept under a key, and imports. */
export function answersSuite(on: Ground): void {
  const { inSchool, opened } = aStore(on)
  beforeEach(async () => {
    await opened()
  })

  test('an answer is kept under its caller and key, and one who asks meanwhile waits for it', async () => {
    const find = (rows: SchoolRows) => rows.idempotency.find('caller', ['k1', 'k2'])
    const put = (rows: SchoolRows) =>
      rows.idempotency.put('caller', [{ key: 'k1', body_hash: 'h', answer: { a: [1] } }])
    const answers = await Promise.all(
      [1, 2, 3].map(() =>
        inSchool(async (rows) => {
          const found = await find(rows)
          if (found.length === 0) await put(rows)
          return found.length
        }),
      ),
    )
    expect(answers.sort()).toEqual([0, 1, 1])
    expect(await inSchool(find)).toEqual([{ key: 'k1', body_hash: 'h', answer: { a: [1] } }])
    expect(await inSchool((rows) => rows.idempotency.find('another caller', ['k1']))).toEqual([])
  })

  test('that there was nothing to answer is kept as well', async () => {
    await inSchool((rows) => rows.idempotency.put('caller', [{ key: 'k1', body_hash: 'h', answer: null }]))
    const found = await inSchool((rows) => rows.idempotency.find('caller', ['k1']))
    expect(found).toEqual([{ key: 'k1', body_hash: 'h', answer: null }])
  })

  test('imports tell how far they have come', async () => {
    const refusal = (line: number) => ({
      ...{ line, field: 'title', code: 'too_low' as const, bound: line, reason: 'is too low' },
    })
    await inSchool(async (rows) => {
      await rows.imports.start('i1', 'catalogue', noon)
      await rows.imports.progress('i1', { accepted: 5, refused: 2, refusals: [refusal(3), refusal(2)] })
      await rows.imports.progress('i1', { accepted: 1, refused: 0, refusals: [] })
    })
    expect(await inSchool((rows) => rows.imports.get('i1'))).toEqual({
      import_id: 'i1',
      kind: 'catalogue',
      state: 'running',
      accepted: 6,
      refused: 2,
      unknown_columns: [],
      error: null,
    })
    const end = { state: 'finished', error: null, unknown_columns: ['colour'], at: noon } as const
    await inSchool((rows) => rows.imports.finish('i1', end))
    expect(await inSchool((rows) => rows.imports.get('i1'))).toMatchObject({
      state: 'finished',
      unknown_columns: ['colour'],
    })
    expect(await inSchool((rows) => rows.imports.refusals('i1', { limit: 9, after: 0 }))).toEqual([
      refusal(2),
      refusal(3),
    ])
    expect(await inSchool((rows) => rows.imports.refusals('i1', { limit: 9, after: 2 }))).toEqual([
      refusal(3),
    ])
    expect(await inSchool((rows) => rows.imports.get('i2'))).toBeNull()
  })
}
