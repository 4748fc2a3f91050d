import { expect, test } from 'vitest'
import { aSchool, ground, idsOf } from '../support/a-school.ts'
import { aBook, aLoan } from '../support/builders.ts'
const on = ground()
test('x', async () => {
  const school = await aSchool(on)
  const books = Array.from({ length: 12 }, (_, i) => aBook({ book_id: `b${i}` }))
  await school.books(books)
  await school.students({ student_id: 'ada' }, { student_id: 'bo' }, { student_id: 'cy' })
  await school.past([
    ...['ada', 'bo', 'cy'].flatMap((s) => ['b0', 'b1', 'b2'].map((b) => aLoan({ student_id: s, book_id: b }))),
    aLoan({ student_id: 'bo', book_id: 'b3' }),
    aLoan({ student_id: 'cy', book_id: 'b3' }),
  ])
  await school.buildGraph()
  const list = await school.list('ada')
  console.log(idsOf(list), list.items[0], list.notices)
  await school.give('ada', 'b3', 'down')
  expect(idsOf(await school.list('ada'))).not.toContain('b3')
  await school.drain()
})
test('y', async () => {
  const school = await aSchool(on)
  console.log(await school.list('nobody').catch((e) => e.code))
})
