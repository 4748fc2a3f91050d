import { expect, test } from 'vitest'
import { ground } from '../support/a-school.ts'
import { aCourse, aStudent } from './a-course.ts'

const on = ground()
const hourMs = 3_600_000
/** As many as there are hours in a rotation, an hour apart; the long run has two hundred. */
const count = Number(process.env.SOAK_LAUNCHES ?? 48)

test('[lti-K1] our key rotates during launches and scores, and none fails', async () => {
  const made = await aCourse(on)
  const { tokens, grades } = made.lms.services
  const { ltiKeys } = made.school.app.flows
  const signers = new Set<string>()
  // The first key has signed for long: its successor is about to be made, published, and to sign.
  await ltiKeys.signing()
  made.school.clock.advance(90 * 24 * hourMs - 6 * hourMs)
  for (let at = 0; at < count; at++) {
    // The platform fetches our keys twice a day, and not because it sees one that it does not know.
    if (at % 12 === 0) tokens.forgetToolKeys()
    const sub = String(1000 + at)
    grades.scorable.add(sub)
    expect(await made.vote(await made.open(aStudent(sub)))).toBe(303)
    expect(await made.run('scores')).toMatchObject({ counts: { sent: 1, again: 0, refused: 0 } })
    signers.add((await ltiKeys.signing()).kid)
    made.school.clock.advance(hourMs)
  }
  expect([grades.grades.size, signers.size]).toEqual([count, 2])
  expect(tokens.asked.filter(({ wrong }) => wrong !== null)).toEqual([])
  // A token lives for an hour: nearly each score was sent with a signature of its own.
  expect(tokens.asked.length).toBeGreaterThanOrEqual(count - 1)
}, 900_000)
