import { expect, test } from 'vitest'
import { PublicMessage } from '../../src/bots/card.ts'

const message: PublicMessage = {
  postId: 'p',
  buttonId: null,
  heading: 'A shelf',
  language: 'en',
  books: [{ bookId: 'b', title: 'Holes', author: 'Louis Sachar', coverAlt: 'Cover', availability: 'here' }],
}

test('[chat-N28] a public message has no field for a student, a level or a reason', () => {
  expect(PublicMessage.safeParse(message).success).toBe(true)
  for (const extra of ['student', 'level', 'reason', 'history'])
    expect(PublicMessage.safeParse({ ...message, [extra]: 'x' }).success).toBe(false)
  const [book] = message.books
  for (const extra of ['level', 'reason', 'because'])
    expect(PublicMessage.safeParse({ ...message, books: [{ ...book, [extra]: 'x' }] }).success).toBe(false)
  // @ts-expect-error a reason is no field of it
  const told: PublicMessage = { ...message, reason: 'because you liked Holes' }
  expect(PublicMessage.safeParse(told).success).toBe(false)
})

test('[chat-N33] a total is not shown below five', () => {
  expect(PublicMessage.safeParse({ ...message, likes: 4 }).success).toBe(false)
  expect(PublicMessage.safeParse({ ...message, likes: 5 }).success).toBe(true)
})
