/** What a process with the bot is told by who starts it: the stand-in and who is there, and where its data lie. */
export interface ChatSetup {
  dataFolder: string
  /** Of the Slack app, as the stand-in knows it. */
  slack: { api: string; appId: string; clientId: string; clientSecret: string; signingSecret: string }
  team: { id: string; botUserId: string }
  /** The channel of the class. */
  channel: string
  /** Accounts of the class's teachers. */
  teachers: readonly string[]
  token: { token: string; refreshToken: string; expiresAt: number }
  /** The school is to be made; else it is there already. */
  isNew: boolean
  /** How far its clock is ahead, in ms: with the stand-in's. */
  aheadMs: number
  /** A language model is connected that never answers, and nothing takes events out of the outbox. */
  isAlone: boolean
}

/** Where a process can be told to end at once, in the order of the way of a request. */
export const moments = [
  'signature checked',
  'app known',
  'before it is stored',
  'stored',
  'acknowledged',
  'worked on',
  'done',
] as const
export type Moment = (typeof moments)[number]

/** What is asked of the process. */
export type Order = { dieAt: Moment } | { report: true }

export interface Report {
  /** Requests by kind and state. */
  requests: { kind: string; state: string; n: number }[]
  /** Books that teachers voted on: by whom, what. */
  votes: { person_id: string; book_id: string; vote: string }[]
}

export const schoolId = 'oak'
export const classId = '9a'
export const bookIds = Array.from({ length: 12 }, (_, n) => `b${n}`)
export const teacherOf = (account: string): string => `t-${account}`
