import { endpoint } from '../endpoint.ts'
import { id, listOf, page, paged, role } from '../schemas.ts'
import { z } from '../zod.ts'

const tag = 'Students'
const moment = z.string().openapi({ format: 'date-time' })

const Erasure = z
  .object({
    erasure_id: z.string(),
    student_hash: z.string().openapi({
      description: 'A keyed hash of the id. Who knows the id finds its receipts with `?student_id=`.',
    }),
    asked_by: role.openapi({ description: 'The role that asked.' }),
    asked_at: moment,
    finished_at: moment
      .nullable()
      .openapi({ description: 'Null while something outside of the tables is still to be removed.' }),
    removed: z
      .record(z.string(), z.number().int())
      .openapi({ description: 'How much was removed, by the table or other place where it was.' }),
    rewritten: z.boolean().nullable().openapi({
      description:
        'Whether the files of the embedded database were written anew, without what was deleted. False on a server, whose own vacuum, log and backups decide that.',
    }),
  })
  .openapi('Erasure')

const eraseStudent = endpoint({
  method: 'delete',
  path: '/students/{student_id}',
  operationId: 'eraseStudent',
  tag,
  summary: 'Erases one student everywhere, with a receipt to follow',
  description: 'It cannot be taken back. Ask for the export first, if the student is to keep it.',
  params: z.strictObject({ student_id: id('The student, or a reader without a school.') }),
  once: 'never',
  answer: {
    status: 202,
    description: 'No row is left of the student. What lies elsewhere follows; the receipt tells when.',
    schema: z.object({ erasure_id: z.string() }),
  },
  handle: ({ flows }, { caller, params }) => flows.privacy.erase(caller, params.student_id),
})

const listErasures = endpoint({
  method: 'get',
  path: '/erasures',
  operationId: 'listErasures',
  tag,
  summary: 'Receipts of erasures, newest first',
  query: z.strictObject({ student_id: id('Of this id only.').optional(), ...page }),
  answer: { status: 200, description: 'They name nobody.', schema: listOf(Erasure) },
  async handle({ flows }, { caller, query: { limit, after = null, student_id = null } }) {
    const found = await flows.privacy.receipts(caller, { limit: limit + 1, before: after, student_id })
    return paged(
      found,
      limit,
      (one) => one,
      (one) => one.erasure_id,
    )
  },
})

const readErasure = endpoint({
  method: 'get',
  path: '/erasures/{erasure_id}',
  operationId: 'readErasure',
  tag,
  summary: 'One receipt',
  params: z.strictObject({ erasure_id: id('As `DELETE /students/{student_id}` answered it.') }),
  answer: { status: 200, description: 'The receipt.', schema: Erasure },
  handle: ({ flows }, { caller, params }) => flows.privacy.receipt(caller, params.erasure_id),
})

export const erasures = [eraseStudent, listErasures, readErasure]
