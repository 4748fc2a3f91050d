import { spoken } from '../say.ts'

/** A moment as people read it; empty for none. */
export const momentOf = (moment: string | null): string =>
  moment === null
    ? ''
    : new Date(moment).toLocaleString(spoken(), { dateStyle: 'medium', timeStyle: 'short' })
