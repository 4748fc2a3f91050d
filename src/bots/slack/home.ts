import type { types } from '@slack/bolt'
import { may } from '../../core/domain/people/permissions.ts'
import type { AccountSettings } from '../../core/ports/chats/digests.ts'
import type { Doing } from '../doing.ts'
import type { SlackPeople } from './people.ts'
import { homeView } from './views.ts'

const classesMax = 50

/** What the app's own tab shows to this person now. */
export async function homeFor(doing: Doing, people: SlackPeople): Promise<types.HomeView> {
  const { flows, account, language, voice } = doing
  const caller = await flows.links.callerOf(account)
  const settings = caller === null ? null : await flows.chat.digests.settingsOf(account)
  if (caller === null || settings === null) {
    await people.howToLink(account)
    return homeView(language, null)
  }
  const { say } = voice
  const { person_id } = caller
  const hasDigests = may(caller, 'digests.own')
  const waiting = hasDigests ? await flows.chat.digests.waiting(caller) : []
  const about = [{ person_id }, ...waiting.map(({ week }) => ({ person_id, week }))]
  const [[button_id = '', ...weeks], classes] = await Promise.all([
    flows.chat.buttons.make(caller, account, about),
    flows.listClasses(caller, { limit: classesMax, after: null }).catch(() => []),
  ])
  const zone = settings.time_zone ?? settings.school_time_zone
  const when = new Intl.DateTimeFormat(language, { timeZone: zone, dateStyle: 'full', timeStyle: 'short' })
  const pause = {
    on: [{ button_id, verb: 'p' as const, label: say('digest.pause') }],
    paused: [{ button_id, verb: 'o' as const, label: say('digest.resume') }],
    off: [],
  }[settings.digest]
  return homeView(language, {
    classes,
    digest: hasDigests ? digestLine(say, settings.digest, zone) : null,
    waiting: waiting.map(({ due_at }, at) => ({
      text: say('home.waiting', { when: when.format(due_at) }),
      buttons: [
        { button_id: weeks[at] ?? '', verb: 'd', label: say('digest.now') },
        { button_id: weeks[at] ?? '', verb: 'k', label: say('digest.skip') },
      ],
    })),
    buttons: [
      { button_id, verb: 'e', label: say('home.settings') },
      ...(hasDigests ? pause : []),
      { button_id, verb: 'x', label: say('link.end') },
    ],
  })
}

const digestLine = (say: Doing['voice']['say'], digest: AccountSettings['digest'], zone: string): string =>
  digest === 'off' ? say('home.digest.off') : say(`home.digest.${digest}`, { zone })
