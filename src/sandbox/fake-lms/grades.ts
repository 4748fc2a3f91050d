// The gradebook of the stand-in, with the manners of two families of platforms.

export interface FakeGrade {
  /** Null: cleared. */
  score: number | null
  maximum: number | null
  by: 'teacher' | 'tool'
  /** When it was scored, as it was said. */
  at: string
}

export interface GradeAnswer {
  status: number
  text: string
}

/** What the next scores are answered instead; `isKept`: it is entered all the same, and only the answer is lost. */
export interface GradeFault extends GradeAnswer {
  isKept?: boolean
}

export interface FakeGrades {
  family: 'canvas' | 'moodle'
  /** Those who can be scored; a test student cannot. */
  scorable: Set<string>
  /** Line items of the tool, as paths. */
  lineItems: Set<string>
  /** By line item and person. */
  grades: Map<string, FakeGrade>
  /** How many submissions each person made on Canvas. */
  submissions: Map<string, number>
  faults: GradeFault[]
  /** Scores that came, as they came, with the address that they came to. */
  posted: { url: string; score: Record<string, unknown> }[]
  enter(lineItem: string, posted: FakeGrades['posted'][number]): GradeAnswer
  results(lineItem: string, user: string | null): { userId: string; resultScore?: number }[]
}

const nameOf = (lineItem: string, user: string): string => `${lineItem} ${user}`
const isoWithZone = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/

export function createFakeGrades(): FakeGrades {
  const made: FakeGrades = {
    ...{ family: 'moodle', scorable: new Set(['2']), lineItems: new Set(), grades: new Map() },
    ...{ submissions: new Map(), faults: [], posted: [] },
    enter(lineItem, posted) {
      made.posted.push(posted)
      const fault = made.faults.shift()
      if (fault !== undefined && fault.isKept !== true) return fault
      const answer = (made.family === 'canvas' ? onCanvas : onMoodle)(made, lineItem, posted.score)
      return fault ?? answer
    },
    results: (lineItem, user) =>
      [...made.grades].flatMap(([name, { score }]) => {
        const [item, userId = ''] = name.split(' ')
        if (item !== lineItem || (user !== null && user !== userId)) return []
        return [{ userId, ...(score === null ? {} : { resultScore: score }) }]
      }),
  }
  return made
}

const refused = (status: number, text: string): GradeAnswer => ({ status, text })

function wrongIn(body: Record<string, unknown>): string | null {
  const { userId, timestamp, activityProgress, gradingProgress } = body
  const isComplete = [userId, timestamp, activityProgress, gradingProgress].every(
    (one) => typeof one === 'string' && one !== '',
  )
  return isComplete && isoWithZone.test(String(timestamp)) ? null : 'a field is missing or malformed'
}

/** Canvas: a new submission and a teacher's grade gone, unless the score says otherwise. */
function onCanvas(all: FakeGrades, lineItem: string, body: Record<string, unknown>): GradeAnswer {
  const wrong = wrongIn(body)
  if (!all.lineItems.has(lineItem)) return refused(412, 'The specified line item is not of this tool')
  const user = String(body.userId)
  if (!all.scorable.has(user)) return refused(422, 'User not found in course or is not a student')
  if (wrong !== null) return refused(400, wrong)
  if (body.scoreGiven !== undefined && body.scoreMaximum === undefined)
    return refused(422, 'ScoreMaximum not supplied when ScoreGiven present.')
  const name = nameOf(lineItem, user)
  const before = all.grades.get(name)
  if (before !== undefined && Date.parse(before.at) > Date.parse(String(body.timestamp)))
    return refused(400, 'Provided timestamp before last updated timestamp')
  const wishes = (body['https://canvas.instructure.com/lti/submission'] ?? {}) as Record<string, unknown>
  if (wishes.new_submission !== false) all.submissions.set(name, (all.submissions.get(name) ?? 0) + 1)
  const isKept =
    body.scoreGiven === undefined
      ? wishes.preserve_score === true
      : before?.by === 'teacher' && wishes.prioritize_non_tool_grade === true
  if (!isKept || before === undefined) all.grades.set(name, gradeIn(body))
  return { status: 200, text: '{}' }
}

/** Moodle: whole seconds, each later than the one before; whatever comes stands instead of what was there. */
function onMoodle(all: FakeGrades, lineItem: string, body: Record<string, unknown>): GradeAnswer {
  const user = String(body.userId)
  if (!all.lineItems.has(lineItem)) return refused(403, 'Line item does not exist.')
  const wrong = wrongIn(body)
  const lacksMaximum = body.scoreGiven !== undefined && body.scoreMaximum === undefined
  if (wrong !== null || lacksMaximum || !all.scorable.has(user))
    return refused(400, 'Incorrect score received')
  const name = nameOf(lineItem, user)
  const second = (at: string): number => Math.floor(Date.parse(at) / 1000)
  const before = all.grades.get(name)
  if (before !== undefined && second(before.at) >= second(String(body.timestamp)))
    return refused(409, 'Refusing score with an earlier timestamp')
  all.grades.set(name, gradeIn(body))
  return { status: 200, text: '' }
}

const gradeIn = (body: Record<string, unknown>): FakeGrade => ({
  score:
    body.gradingProgress === 'FullyGraded' && typeof body.scoreGiven === 'number' ? body.scoreGiven : null,
  maximum: typeof body.scoreMaximum === 'number' ? body.scoreMaximum : null,
  ...{ by: 'tool', at: String(body.timestamp) },
})
