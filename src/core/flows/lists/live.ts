import { type Caller, may } from '../../domain/people/permissions.ts'
import type { Core } from '../../ports/core.ts'
import type { LiveMessage } from '../../ports/runtime.ts'

/** For so long who is taught by somebody is taken as known: a class that was left is heard of no longer than this. */
const taughtMs = 2_000

/**
 * Tells the listener of what happens in the caller's school, as far as the caller may know of it; answers how to stop.
 * Staff hears of everything, a reader of what is the reader's own, a teacher that lists of her students changed.
 */
export function followLive(
  core: Pick<Core, 'live' | 'store' | 'clock'>,
  caller: Caller,
  listener: (message: LiveMessage) => void,
): () => void {
  const { school_id, reader_id } = caller
  if (may(caller, 'live.classes')) return followClasses(core, caller, listener)
  return core.live.subscribe(school_id, (message) => {
    const own = 'student_id' in message && message.student_id === reader_id
    // A sentence tells what somebody read, as the list does that it belongs to.
    const mayRead = message.kind !== 'wording' || may(caller, 'lists.read')
    if (own || (mayRead && may(caller, 'live.school'))) listener(message)
  })
}

function followClasses(
  core: Pick<Core, 'live' | 'store' | 'clock'>,
  caller: Caller,
  listener: (message: LiveMessage) => void,
): () => void {
  const { school_id, person_id } = caller
  let taught: { at: number; students: Promise<Set<string>> } | undefined
  let isOver = false
  const studentsNow = (): Promise<Set<string>> => {
    const now = core.clock().getTime()
    if (taught !== undefined && now - taught.at < taughtMs) return taught.students
    const students = core.store.background.school(school_id, (rows) =>
      rows.classTeachers.students(person_id ?? ''),
    )
    taught = { at: now, students }
    return students
  }
  const stop = core.live.subscribe(school_id, (message) => {
    if (message.kind !== 'list.changed') return
    // Whose students they are cannot be asked now: nothing is told, as for any event that got lost.
    studentsNow().then(
      (students) => students.has(message.student_id) && !isOver && listener(message),
      () => undefined,
    )
  })
  return () => {
    isOver = true
    stop()
  }
}
