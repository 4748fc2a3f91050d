import type { types } from '@slack/bolt'
import type { Language } from '../../words/languages.ts'
import { type CardButton, wordsOnly } from '../card.ts'
import { chatVoice } from '../voice.ts'
import { slackBlocksViewMax, slackModalTitleMax, slackOptionTextMax, topicMax } from './limits.ts'
import { plainText, renderSlack, section } from './render.ts'

/** Ids by which Slack tells us what was filled in. */
export const ids = {
  view: 'picks',
  student: 'student',
  topic: 'topic',
  shortcut: 'suggest_books',
  settings: 'settings',
  language: 'language',
  timeZone: 'time_zone',
  digest: 'digest',
} as const

/** A name that only a teacher's own requests can read. */
const optionPattern = /^st1:([A-Za-z0-9_-]{22})$/
const optionValue = (token: string): string => `st1:${token}`
export const tokenOf = (value: string): string | null => optionPattern.exec(value)?.[1] ?? null

export interface StudentOption {
  token: string
  name: string
}

export const studentOption = ({ token, name }: StudentOption): types.PlainTextOption => ({
  text: plainText(name, slackOptionTextMax),
  value: optionValue(token),
})

const modal = (
  language: Language,
  blocks: types.KnownBlock[],
  more: Partial<types.ModalView> = {},
): types.ModalView => {
  const { say } = chatVoice(language)
  return {
    ...{ type: 'modal', callback_id: ids.view, blocks: blocks.slice(0, slackBlocksViewMax) },
    title: plainText(say('modal.title'), slackModalTitleMax),
    close: plainText(say('modal.close'), slackModalTitleMax),
    ...more,
  }
}

/** What is shown until something better is there, and instead of it. */
export const noteView = (language: Language, text: string): types.ModalView =>
  modal(language, [section(text)])

/** Asks for a student and a topic. `request` is the id of the command that it answers. */
export function askView(
  language: Language,
  asked: { request: string; topic: string; student: StudentOption | null },
): types.ModalView {
  const { say } = chatVoice(language)
  const student: types.InputBlock = {
    ...{ type: 'input', block_id: ids.student, label: plainText(say('modal.student'), slackOptionTextMax) },
    element: {
      ...{ type: 'external_select', action_id: ids.student, min_query_length: 0 },
      placeholder: plainText(say('modal.studentHint'), slackOptionTextMax),
      ...(asked.student === null ? {} : { initial_option: studentOption(asked.student) }),
    },
  }
  const topic: types.InputBlock = {
    ...{ type: 'input', block_id: ids.topic, optional: true },
    label: plainText(say('modal.topic'), slackOptionTextMax),
    element: {
      ...{ type: 'plain_text_input', action_id: ids.topic, max_length: topicMax },
      ...(asked.topic === '' ? {} : { initial_value: asked.topic }),
    },
  }
  return modal(language, [student, topic], {
    submit: plainText(say('modal.submit'), slackModalTitleMax),
    private_metadata: asked.request,
  })
}

export interface HomeFacts {
  classes: readonly { name: string; students: number }[]
  /** How it stands with the weekly digest; null for who cannot have it. */
  digest: string | null
  /** Digests that wait, each with what may be done to it. */
  waiting: readonly { text: string; buttons: readonly CardButton[] }[]
  buttons: readonly CardButton[]
}

const nothing = { heading: null, notes: [], books: [], buttons: [], footer: null }

/** What the app's own tab shows to one person; without facts, how to link the account. */
export function homeView(language: Language, facts: HomeFacts | null): types.HomeView {
  const { say } = chatVoice(language)
  const heading = say('home.heading')
  const cards =
    facts === null
      ? [{ ...nothing, heading, notes: [say('link.howToSlack')] }]
      : [
          {
            ...{ ...nothing, heading, footer: say('home.footer') },
            notes: facts.classes.map(({ name, students }) => say('home.class', { name, students })),
          },
          ...facts.waiting.map(({ text, buttons }) => wordsOnly(text, buttons)),
          {
            ...{ ...nothing, buttons: facts.buttons },
            notes: facts.digest === null ? [] : [facts.digest],
          },
        ]
  const blocks = cards.flatMap((card) => renderSlack(card).blocks)
  return { type: 'home', blocks: blocks.slice(0, slackBlocksViewMax) }
}
