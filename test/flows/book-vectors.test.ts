import { describe, expect, test } from 'vitest'
import { ShelftalkError } from '../../src/core/domain/errors.ts'
import type { SchoolPolicy } from '../../src/core/domain/school.ts'
import { booksWithoutVector, createVectorMaker } from '../../src/core/flows/steps/learning/book-vectors.ts'
import type { EmbeddingModel } from '../../src/core/ports/runtime.ts'
import { aSchool, ground, type TestSchool } from '../support/a-school.ts'
import { aBook } from '../support/builders.ts'
import { wordHashModel } from '../support/word-hash-model.ts'

const on = ground()

const elsewhere = () => ({ ...wordHashModel(), modelId: 'test-double/elsewhere', leavesTheBuilding: true })

const away = (facts: { leavesTheBuilding: boolean }): EmbeddingModel => ({
  ...elsewhere(),
  ...facts,
  embed: () => Promise.reject(new ShelftalkError('unavailable', 'The model is away.')),
})

/** A school with forty books of its catalogue and one that only Ada knows of. */
async function aShelf(policy: Partial<SchoolPolicy> = {}): Promise<{ school: TestSchool; ids: string[] }> {
  const school = await aSchool(on, { running: false })
  await school.books(Array.from({ length: 40 }, (_, k) => aBook({ book_id: `b${k}`, title: `Shelved ${k}` })))
  await school.students({ student_id: 'ada' })
  await school.app.core.store.school(school.id, (rows) =>
    rows.books.addOwn('ada', [aBook({ book_id: 'own-1', title: 'My diary' })], ['my diary|']),
  )
  await school.policy(policy)
  return { school, ids: [...Array.from({ length: 40 }, (_, k) => `b${k}`), 'own-1'] }
}

const makerOf = (school: TestSchool, model: EmbeddingModel) => {
  const { store } = school.app.core
  const ensure = createVectorMaker({ store, modelFor: () => model })
  const missing = () =>
    store.school(school.id, (rows) => booksWithoutVector({ modelFor: () => model }, rows, { limit: 100 }))
  return { ensure, missing }
}

describe('vectors by a model elsewhere', () => {
  test('[T-10] are not made of a book that only its reader knows of', async () => {
    const { school, ids } = await aShelf()
    const model = elsewhere()
    const { ensure, missing } = makerOf(school, model)
    expect(await ensure(school.id, ids)).toBe(40)
    expect(model.embedded.join()).not.toContain('My diary')
    expect(await missing()).toEqual([])
  })

  test('are made of it where the school lets students’ vectors be made there', async () => {
    const { school, ids } = await aShelf({ model_for_students: true })
    const { ensure, missing } = makerOf(school, elsewhere())
    expect(await missing()).toContain('own-1')
    expect(await ensure(school.id, ids)).toBe(41)
    expect(await missing()).toEqual([])
  })

  test('[T-14] are left for later while it is away: asked for once, nothing fails, and they are known to be missing', async () => {
    const { school, ids } = await aShelf()
    let asked = 0
    const gone = away({ leavesTheBuilding: true })
    const counting: EmbeddingModel = {
      ...gone,
      embed: (...args) => {
        asked++
        return gone.embed(...args)
      },
    }
    const { ensure, missing } = makerOf(school, counting)
    expect(await ensure(school.id, ids)).toBe(0)
    expect(asked).toBe(1)
    expect(await missing()).toHaveLength(40)
    expect(await makerOf(school, elsewhere()).ensure(school.id, ids)).toBe(40)
  })
})

test('a model in the building that fails is an error: the event is tried again', async () => {
  const { school, ids } = await aShelf()
  const { ensure } = makerOf(school, away({ leavesTheBuilding: false }))
  await expect(ensure(school.id, ids)).rejects.toMatchObject({ code: 'unavailable' })
})

test('the local model makes them of every book', async () => {
  const { school, ids } = await aShelf()
  const { ensure } = makerOf(school, { ...elsewhere(), leavesTheBuilding: false })
  expect(await ensure(school.id, ids)).toBe(41)
})
