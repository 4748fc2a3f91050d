import { beforeEach, expect, test } from 'vitest'
import type { Store } from '../../../src/core/ports/store.ts'
import type { Ground } from '../../support/a-school.ts'
import { aBook } from '../../support/builders.ts'
import { aStore, noon } from './a-store.ts'

/** Graphs, their builds, and slates. */
export function graphsSuite(on: Ground): void {
  let store: Store
  const { inSchool, put, enrol, opened } = aStore(on)
  beforeEach(async () => {
    ;({ store } = await opened())
  })

  test('what was chosen for a school is kept, and a build that was kept back is counted until it is forgotten', async () => {
    const chosen = () => inSchool((rows) => rows.graphs.chosen())
    const counted = () => store.system((rows) => rows.schools.rankings()).then((all) => all.kept_back)
    expect(await chosen()).toEqual({ settings: null, tuned_at: null, kept_back: null })
    const before = await counted()
    await inSchool((rows) => rows.graphs.choose({ graph: { a: 1 } }, { at: '2026-05-01T00:00:00.000Z' }))
    const quality = { readers: 300, mean: 0.25, standardError: 0.01 }
    const why = { print: 'p', tonight: quality, live: quality, at: new Date(0) }
    await inSchool((rows) => rows.graphs.keepBack(why))
    expect(await chosen()).toEqual({
      settings: { graph: { a: 1 } },
      tuned_at: '2026-05-01T00:00:00.000Z',
      kept_back: 'p',
    })
    expect(await counted()).toBe(before + 1)
    await inSchool((rows) => rows.graphs.keepBack(null))
    expect(await counted()).toBe(before)
    expect(await inSchool((rows) => rows.graphs.rollBack())).toBe(false)
  })

  test('a graph is served only when it is published, and one earlier is kept', async () => {
    await put(aBook({ book_id: 'b1' }), aBook({ book_id: 'b2' }))
    const nos = (await inSchool((rows) => rows.books.catalogueNumbers())).map((b) => b.book_no)
    const build = async (print: string) => {
      const buildId = await inSchool((rows) =>
        rows.graphs.begin({
          data_print: print,
          settings: { a: 1 },
          book_nos: Int32Array.from(nos),
          readers_per_book: Int32Array.from([3, 1]),
          grade_prior: [{ grade: 6, readers: [3, 1] }],
          counts: { books: 2 },
          quality: { readers: 300, mean: 0.25, standardError: 0.01 },
        }),
      )
      const line = { book_no: nos[0]!, neighbour_nos: [nos[1]!], weights: [0.5] }
      await inSchool((rows) => rows.graphs.putRows(buildId, [line]))
      await inSchool((rows) => rows.graphs.putRows(buildId, [line]))
      return buildId
    }
    const first = await build('one')
    expect(await inSchool((rows) => rows.graphs.liveBuild())).toBeNull()
    await inSchool((rows) => rows.graphs.publish(first))
    await inSchool((rows) => rows.graphs.publish(first))
    expect(await inSchool((rows) => rows.graphs.liveBuild())).toEqual({
      build_id: first,
      data_print: 'one',
      settings: { a: 1 },
      quality: { readers: 300, mean: 0.25, standardError: 0.01 },
    })
    expect((await store.system((rows) => rows.schools.rankings())).judged).toBeGreaterThan(0)
    const second = await build('two')
    await inSchool((rows) => rows.graphs.publish(second))
    expect((await inSchool((rows) => rows.school.read())).live_build).toBe(second)
    expect(await inSchool((rows) => rows.graphs.head(first))).not.toBeNull()
    expect(await inSchool((rows) => rows.graphs.rollBack())).toBe(true)
    expect((await inSchool((rows) => rows.school.read())).live_build).toBe(first)
    expect(await inSchool((rows) => rows.graphs.rollBack())).toBe(true)
    const third = await build('three')
    await inSchool((rows) => rows.graphs.publish(third))
    expect(await inSchool((rows) => rows.graphs.head(first))).toBeNull()
    expect(await inSchool((rows) => rows.graphs.head(third))).toEqual({
      build_id: third,
      book_nos: Int32Array.from(nos),
      readers_per_book: Int32Array.from([3, 1]),
      grade_prior: [{ grade: 6, readers: [3, 1] }],
      settings: { a: 1 },
    })
    const rowsStored = await inSchool((rows) => rows.graphs.rowsAfter(third, -1, 10))
    expect(rowsStored).toEqual([{ book_no: nos[0], neighbour_nos: [nos[1]], weights: [0.5] }])
    expect(await inSchool((rows) => rows.graphs.rowsAfter(third, nos[0]!, 10))).toEqual([])
  })

  test('slates are kept as they were made, but for those of readers who are gone', async () => {
    await enrol('ada')
    const items = [{ book_id: 'b1', rank: 1, score: 0.5, place: 'pin' as const }]
    const slate = {
      slate_id: 'l1',
      reader_id: 'ada',
      policy: 'p',
      build_id: null,
      shown: true,
      items,
      made_at: noon,
    }
    const stored = await inSchool((rows) =>
      rows.slates.put([slate, { ...slate, slate_id: 'l2', reader_id: 'nobody' }]),
    )
    expect(stored).toEqual(new Set(['l1']))
    expect(await inSchool((rows) => rows.slates.of('ada'))).toEqual([
      { slate_id: 'l1', made_at: noon.toISOString(), items },
    ])
  })
}
