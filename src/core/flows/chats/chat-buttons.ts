import { notFound } from '../../domain/errors.ts'
import type { Space } from '../../domain/people/account.ts'
import type { Caller } from '../../domain/people/permissions.ts'
import type { ChatButton } from '../../ports/chats/chat.ts'
import type { Core } from '../../ports/core.ts'
import type { KeyedDigest } from '../../ports/sealed.ts'
import { requireStudent } from '../steps/people/reach.ts'

/** What a button is about; whatever is left out it is not about. */
export type ButtonAbout = Partial<Omit<ChatButton, 'button_id' | 'platform' | 'tenant'>>

/** What lies behind the ids that a platform is given: they mean nothing to whoever reads or replays them. */
export interface ChatButtonFlow {
  /** Stores buttons; answers their ids, by position. */
  make(caller: Pick<Caller, 'school_id'>, space: Space, about: readonly ButtonAbout[]): Promise<string[]>
  /**
   * The button, for somebody who may press it now: of this space, for this person or for everybody, about a student who
   * is the presser's now. Null for any other, whatever the reason.
   */
  find(caller: Caller, space: Space, buttonId: string): Promise<ChatButton | null>
  /** A name for a student that only this teacher's own requests can read, for some minutes. */
  studentToken(caller: Caller, studentId: string): string
  /** The student of that name among the caller's students now; null for any other text. */
  studentOf(caller: Caller, token: string): Promise<string | null>
}

/** As long as the ids are. */
const idLength = 22
const studentsAPage = 500

type Needs = Pick<Core, 'store' | 'clock'> & { keyedDigest: KeyedDigest; newButtonId(): string }

export function createChatButtons({ store, clock, keyedDigest, newButtonId }: Needs): ChatButtonFlow {
  const studentToken: ChatButtonFlow['studentToken'] = ({ school_id, person_id }, studentId) =>
    keyedDigest(JSON.stringify([school_id, person_id, studentId]), 'student of a teacher').slice(0, idLength)
  return {
    async make({ school_id }, { platform, tenant }, about) {
      const buttons = about.map((one) => ({
        ...{ person_id: null, reader_id: null, book_id: null, class_id: null, post_id: null },
        ...{ book_ids: null, slate_id: null, week: null, ...one },
        ...{ button_id: newButtonId(), platform, tenant },
      }))
      await store.school(school_id, (rows) => rows.chatButtons.put(buttons, clock()))
      return buttons.map((button) => button.button_id)
    },
    find: (caller, space, buttonId) =>
      store.school(caller.school_id, async (rows) => {
        const button = await rows.chatButtons.get(space, buttonId)
        if (button === null || (button.person_id !== null && button.person_id !== caller.person_id))
          return null
        if (button.reader_id === null) return button
        const isTheirs = await requireStudent(rows, caller, 'votes.give', button.reader_id).then(
          () => true,
          () => false,
        )
        return isTheirs ? button : null
      }),
    studentToken,
    async studentOf(caller, token) {
      if (caller.person_id === null) throw notFound('student')
      const taught_by = caller.person_id
      return store.school(caller.school_id, async (rows) => {
        let [found, after]: [string | null, string | null] = [null, null]
        for (;;) {
          const page = await rows.readers.list({
            ...{ words: [], class_id: null, taught_by, limit: studentsAPage, after },
          })
          // All are compared, found or not, so that the time tells nothing.
          for (const { reader_id } of page) if (studentToken(caller, reader_id) === token) found = reader_id
          if (page.length < studentsAPage) return found
          after = page.at(-1)?.reader_id ?? null
        }
      })
    },
  }
}
