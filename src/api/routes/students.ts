import { Bytes, uncached } from '../answers/answer.ts'
import { endpoint } from '../endpoint.ts'
import { id, listOf, page, paged, Student, studentView, words } from '../schemas.ts'
import { z } from '../zod.ts'
import { platform } from './links.ts'

const tag = 'Students'

const listStudents = endpoint({
  method: 'get',
  path: '/students',
  operationId: 'listStudents',
  tag,
  summary: 'Students by words of first name or id, and by class',
  query: z.strictObject({ query: words, class: id('Of this class only.').optional(), ...page }),
  answer: { status: 200, description: 'Students by id.', schema: listOf(Student) },
  async handle({ flows }, { caller, query }) {
    const { limit, after = null, class: class_id = null } = query
    const found = await flows.listStudents(caller, { query: query.query, class_id, limit: limit + 1, after })
    return paged(found, limit, studentView, (reader) => reader.reader_id)
  },
})

const readStudent = endpoint({
  method: 'get',
  path: '/students/{student_id}',
  operationId: 'readStudent',
  tag,
  summary: 'One student',
  params: z.strictObject({ student_id: id('The student.') }),
  answer: { status: 200, description: 'The student.', schema: Student },
  handle: async ({ flows }, { caller, params }) =>
    studentView(await flows.readStudent(caller, params.student_id)),
})

const day = z.string().openapi({ format: 'date' })
const moment = z.string().openapi({ format: 'date-time' })

const exportedVotes = z.array(
  z.object({ book_id: z.string(), title: z.string(), vote: z.string(), at: moment }),
)

const Export = z
  .object({
    student_id: z.string(),
    exported_at: moment,
    profile: z
      .record(z.string(), z.unknown())
      .openapi({ description: 'What the school told of the student.' }),
    votes: exportedVotes,
    teacher_votes: exportedVotes.openapi({
      description: "What teachers suggested (up) or kept from the student's lists (down).",
    }),
    checkouts: z.array(
      z.object({
        checkout_id: z.string(),
        student_id: z.string(),
        book_id: z.string(),
        title: z.string(),
        checkout_date: day,
        return_date: day.nullable(),
        student_rating: z.number().nullable(),
      }),
    ),
    books: z.array(
      z.object({
        book_id: z.string(),
        title: z.string(),
        rating: z.number().nullable(),
        finished_on: day.nullable(),
      }),
    ),
    course_votes: z
      .array(z.object({ course_id: z.string(), book_id: z.string(), title: z.string(), at: moment }))
      .openapi({ description: 'Which votes were given in a course of a learning platform.' }),
    accounts: z
      .array(
        z.object({
          platform,
          tenant: z.string(),
          account_id: z.string(),
          shown_name: z.string(),
          space_name: z.string(),
          state: z.enum(['pending', 'confirmed']),
          asked_at: moment,
          confirmed_at: moment.nullable(),
        }),
      )
      .openapi({ description: 'On platforms; those that are the student’s, and those that asked to be.' }),
    lists: z.array(z.object({ slate_id: z.string(), made_at: moment, items: z.unknown() })),
    similar_readers: z.number().int(),
  })
  .openapi('StudentExport')

const exportStudent = endpoint({
  method: 'get',
  path: '/students/{student_id}/export',
  operationId: 'exportStudent',
  tag,
  summary: 'Everything that is stored about one student',
  params: z.strictObject({ student_id: id('The student.') }),
  answer: { status: 200, description: 'Profile, votes, loans, own books and lists.', schema: Export },
  async handle({ flows }, { caller, params }) {
    const all = await flows.exportStudent(caller, params.student_id)
    return { ...all, profile: { ...all.profile } }
  },
})

const exportArchive = endpoint({
  method: 'get',
  path: '/students/{student_id}/export.zip',
  operationId: 'exportStudentArchive',
  tag,
  summary: 'The same as one archive: JSON, and CSV that a spreadsheet opens',
  params: z.strictObject({ student_id: id('The student.') }),
  answer: { status: 200, description: 'A zip file.', mediaType: 'application/zip' },
  async handle({ flows }, { caller, params }) {
    const all = await flows.exportStudent(caller, params.student_id)
    const { studentArchive } = await import('../answers/student-archive.ts')
    const headers = uncached('Content-Disposition', 'attachment; filename="student.zip"')
    return new Bytes(studentArchive(all), 'application/zip', headers)
  },
})

const SchoolClass = z
  .object({
    class_id: z.string(),
    name: z.string(),
    grade_level: z.number().int().nullable(),
    students: z.number().int(),
  })
  .openapi('SchoolClass')

const listClasses = endpoint({
  method: 'get',
  path: '/classes',
  operationId: 'listClasses',
  tag,
  summary: "The school's classes, with the number of their students",
  query: z.strictObject(page),
  answer: { status: 200, description: 'Classes by id.', schema: listOf(SchoolClass) },
  async handle({ flows }, { caller, query: { limit, after = null } }) {
    const found = await flows.listClasses(caller, { limit: limit + 1, after })
    return paged(found, limit, classView, (one) => one.class_id)
  },
})

const classView = ({ class_id, name, grade_level, students }: z.input<typeof SchoolClass>) => ({
  class_id,
  name,
  grade_level,
  students,
})

export const students = [listStudents, readStudent, exportStudent, exportArchive, listClasses]
