import { endpoint } from '../endpoint.ts'
import { id, refusal } from '../schemas.ts'
import { z } from '../zod.ts'

const maxLoansARequest = 1000

/** What a loan looks like; the flow checks each one by itself, so that one bad loan does not refuse the others. */
const loan = z
  .strictObject({
    checkout_id: id('Known again: the same id changes the loan.'),
    student_id: id('Who borrowed.'),
    book_id: id('What was borrowed.'),
    checkout_date: z.iso.date(),
    return_date: z.iso.date().nullish(),
    student_rating: z.number().min(1).max(5).nullish(),
  })
  .openapi('Loan')

const loans = z.union([loan, z.array(loan).max(maxLoansARequest)]).openapi('Loans')

const recordCheckouts = endpoint({
  method: 'post',
  path: '/checkouts',
  operationId: 'recordCheckouts',
  tag: 'Checkouts',
  summary: 'One loan, or a list of at most 1,000',
  body: {
    kind: 'json',
    schema: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]),
    documented: loans,
    limitBytes: 1_000_000,
  },
  once: 'flow',
  answer: {
    status: 202,
    description: 'Those accepted are durable. `index` counts from 0.',
    schema: z.object({
      accepted: z.number().int(),
      refused: z.array(z.object({ index: z.number().int(), ...refusal })),
    }),
  },
  handle: ({ flows }, { caller, body, once }) =>
    flows.recordCheckouts(caller, Array.isArray(body) ? body : [body], once),
})

export const checkouts = [recordCheckouts]
