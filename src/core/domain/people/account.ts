import { z } from 'zod'
import type { SchoolPolicy } from '../school.ts'
import type { PersonRole } from './person.ts'

export const platforms = ['slack', 'discord', 'lti'] as const
export type Platform = (typeof platforms)[number]

/** A workspace, a guild, or an LTI registration: what a platform calls its customer. */
export interface Space {
  platform: Platform
  tenant: string
}

/** The admin who began to connect a space to the school, and what it is to be called. */
export const InstallBy = z.strictObject({
  school_id: z.string(),
  person_id: z.string(),
  shown_name: z.string(),
})
export type InstallBy = z.infer<typeof InstallBy>

/** An account on a platform, known in its space only. */
export interface Account extends Space {
  account_id: string
}

export interface Channel extends Space {
  channel_id: string
}

/**
 * What a surface knows of its connection to a space: it waits for somebody's approval over there, works, failed with a
 * code of small letters, or is gone (uninstalled, thrown out).
 */
export type ConnectionNews = { state: 'waiting' | 'working' | 'gone' } | { state: 'failed'; code: string }

/** What links an account: shown on our page to who is signed in, typed where the account is. */
export const linkCodeLength = 8
/** Without what looks alike, and without vowels, so that no code is a word. */
export const linkCodeAlphabet = '23456789BCDFGHJKLMNPQRSTVWXZ'
export const linkCodeLifeMs = 600_000
/** Tries of one account in a time; a code that is right takes none. */
export const maxLinkTries = 5
export const linkTriesWithinMs = 3_600_000
/** An account that asked waits so long for its person to confirm it. */
export const pendingLinkLifeMs = 86_400_000

/** What binds a space: so long that nobody needs to count tries, and never taken for one of a person. */
export const spaceCodeLength = 2 * linkCodeLength

/** A code as it is compared: people type small letters, blanks and dashes. */
export const typedCode = (text: string, length = linkCodeLength): string =>
  text
    .replace(/[\s-]/g, '')
    .toUpperCase()
    .slice(0, length + 1)

/** Whether it has the length of a code that binds a space. */
export const isSpaceCode = (text: string): boolean =>
  typedCode(text, spaceCodeLength).length === spaceCodeLength

/** What decides whether somebody may be linked. The grade and the year of birth are a student's. */
export interface Linkable {
  role: PersonRole
  grade_level: number | null
  birth_year: number | null
}

/** Students who may use Discord: of these grades, born in this year or before, so that all of them are 13. */
export const discordStudents = ({ discord_grades }: SchoolPolicy, now: Date) => ({
  grades: discord_grades,
  bornUntil: now.getUTCFullYear() - 14,
})

/** Slack is for staff; Discord for students of grades that the school switched on and who are certainly 13. */
export function mayBeLinked(platform: Platform, who: Linkable, policy: SchoolPolicy, now: Date): boolean {
  if (who.role !== 'student' || platform === 'lti') return true
  if (platform === 'slack') return false
  const { grades, bornUntil } = discordStudents(policy, now)
  const { grade_level, birth_year } = who
  return (
    grade_level !== null && grades.includes(grade_level) && birth_year !== null && birth_year <= bornUntil
  )
}
