import { expect, test } from 'vitest'
import { ShelftalkError } from '../../src/core/domain/errors.ts'
import { aSchool, ground, type TestSchool } from '../support/a-school.ts'
import { aBook, aLoan, rowsOf } from '../support/builders.ts'

const on = ground()

/** A school of two books; one student has borrowed one of them, and has a book that only this student knows. */
async function aReadersSchool(model_for_students: boolean): Promise<TestSchool> {
  const school = await aSchool(on)
  await school.policy({ model_for_students })
  await school.books([
    aBook({ book_id: 'holes', title: 'Holes', themes: ['desert'], description: 'A camp without a lake.' }),
    aBook({ book_id: 'wonder', title: 'Wonder', themes: ['school'] }),
  ])
  await school.students({ student_id: 'ada-4711', first_name: 'Ada', homeroom_teacher: 'Finch' })
  await school.app.flows.addReaderBooks(
    school.service,
    'ada-4711',
    rowsOf([{ title: 'Secret diary of Ada', author: 'Ada' }]),
  )
  await school.drain()
  school.model.embedded.length = 0
  return school
}

const borrow = async (school: TestSchool, book_id: string): Promise<void> => {
  const loan = aLoan({ checkout_id: `c-${book_id}`, student_id: 'ada-4711', book_id })
  await school.app.flows.recordCheckouts(school.service, [loan], null)
  await school.drain()
}

const vectorOf = async (school: TestSchool): Promise<string | undefined> =>
  (await school.sql<{ vector: string }>('select embedding::text as vector from reader_embedding'))[0]?.vector

test('[T-10] a student’s vector is made by the model only where the school switched that on', async () => {
  const school = await aReadersSchool(false)
  await borrow(school, 'holes')
  expect(school.model.embedded).toEqual([])
  expect(await vectorOf(school)).toBeDefined()
})

test('[T-10] what the model is told of a student is a bare list of titles and themes', async () => {
  const school = await aReadersSchool(true)
  await borrow(school, 'holes')
  await borrow(school, 'wonder')
  expect(school.model.embedded).toHaveLength(2)
  const told = school.model.embedded.at(-1) ?? ''
  const words = told.toLowerCase().match(/[a-z]+/g) ?? []
  expect(new Set(words)).toEqual(new Set(['holes', 'desert', 'wonder', 'school']))
  const [wanted] = await school.model.embed([told], school.id)
  expect(await vectorOf(school)).toBe(`[${Array.from(wanted!, (x) => Math.round(x * 1e7) / 1e7).join(',')}]`)
})

test('[T-14] with the model away, the vectors of the books stand in and nothing waits', async () => {
  const school = await aReadersSchool(true)
  school.model.embed = async () => {
    throw new ShelftalkError('unavailable', 'the model is away')
  }
  await borrow(school, 'holes')
  expect(await vectorOf(school)).toBeDefined()
  expect(await school.app.flows.pending(school.id)).toMatchObject({ pending_events: 0 })
})
