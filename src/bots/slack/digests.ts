import type { Log } from '../../log.ts'
import { sendDigest } from '../digest.ts'
import type { BotFlows } from '../flows.ts'
import { chatVoice } from '../voice.ts'
import type { SlackPeople } from './people.ts'

const digestsAtOnce = 20

/** Fills and queues the digests whose time has come; answers how many were looked at. */
export async function sendDueDigests(
  flows: BotFlows,
  people: Pick<SlackPeople, 'languageOf'>,
  log: Log,
): Promise<number> {
  const due = await flows.chat.digests.due('slack', digestsAtOnce)
  for (const digest of due) {
    try {
      const caller = await flows.links.callerOf(digest)
      // Who is no teacher of the school any more is sent nothing.
      if (caller === null || caller.role !== 'teacher' || caller.school_id !== digest.school_id) {
        await flows.chat.digests.send(digest, null)
        continue
      }
      const { platform, tenant, account_id, week } = digest
      const account = { platform, tenant, account_id }
      const language = await people.languageOf(account)
      const doing = { flows, account, language, voice: chatVoice(language), requestId: `digest ${week}` }
      await sendDigest(doing, caller, digest)
    } catch (error) {
      // Its lease ends, and it is tried again.
      log.warn({ err: error, week: digest.week }, 'a digest was not filled')
    }
  }
  return due.length
}
