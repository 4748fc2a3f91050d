import type { SchoolRows } from '../../../src/core/ports/store.ts'
import { onChats } from './attempts/chats.ts'
import { onCourses } from './attempts/courses.ts'
import { onLists } from './attempts/lists.ts'
import { onPeople } from './attempts/people.ts'
import { onWork } from './attempts/work.ts'
import type { Theirs } from './furnish.ts'

/** A repository function called with ids of another school; what it answers must be nothing. */
export type Attempt<Rows> = (rows: Rows) => Promise<unknown>
export type Attempts<Rows> = {
  [R in keyof Rows]: { [F in keyof Rows[R]]: Attempt<Rows> | 'names no row' }
}
/** Attempts on some repositories. The other school is furnished only when they are run. */
export type AttemptsOn<R extends keyof SchoolRows> = (theirs: () => Theirs) => Pick<Attempts<SchoolRows>, R>

/** One for every function of every repository. */
export const attemptsOn = (theirs: () => Theirs): Attempts<SchoolRows> => ({
  ...onPeople(theirs),
  ...onLists(theirs),
  ...onCourses(theirs),
  ...onChats(theirs),
  ...onWork(theirs),
})
