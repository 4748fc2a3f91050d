import { uuidv7 } from 'uuidv7'
import type { AttemptsOn } from '../attempts.ts'
import {
  aButton,
  aChannel,
  aCode,
  aDigest,
  aMark,
  anAccount,
  aPost,
  aSpace,
  chosen,
  noon,
  sending,
  sentAs,
  until,
} from '../examples.ts'

const page = { limit: 100, after: null }

export const onChats: AttemptsOn<
  'linkCodes' | 'links' | 'spaces' | 'chatPosts' | 'chatButtons' | 'chatReactions' | 'chatVotes' | 'digests'
> = (theirs) => ({
  linkCodes: {
    put: (r) => r.linkCodes.put(aCode('new', theirs().teacher), until),
    take: (r) => r.linkCodes.take('slack', 'their-code', { now: noon, allowed: true }),
    // A try of ours at their account is counted for us.
    countTry: (r) =>
      r.linkCodes.countTry(anAccount('their'), { now: noon, since: new Date(0) }).then((tries) => tries - 1),
    forgetTries: (r) => r.linkCodes.forgetTries(anAccount('their')),
  },
  links: {
    isConfirmed: (r) => r.links.isConfirmed(anAccount('their')),
    holder: (r) => r.links.holder(anAccount('their')),
    linkable: (r) =>
      Promise.all([
        r.links.linkable({ person_id: theirs().teacher }),
        r.links.linkable({ email: 'their@school.example' }),
      ]),
    ask: (r) => r.links.ask({ ...anAccount('their'), person_id: theirs().teacher, shown_name: '' }, noon),
    confirm: (r) => r.links.confirm(anAccount('their'), theirs().teacher, { now: noon, since: new Date(0) }),
    remove: (r) => r.links.remove(anAccount('their'), null),
    of: (r) => r.links.of(theirs().teacher, new Date(0)),
    accounts: (r) => r.links.accounts(aSpace('their'), page),
    endOnDiscord: 'names no row',
  },
  spaces: {
    put: (r) => r.spaces.put({ ...aSpace('their'), shown_name: 'taken' }, 'our-t1', noon),
    remove: (r) => r.spaces.remove(aSpace('their')),
    list: (r) => r.spaces.list().then((all) => all.filter(({ tenant }) => tenant === 'their-team')),
    channelClass: (r) => r.spaces.channelClass(aChannel('their')),
    putChannel: (r) =>
      r.spaces.putChannel(
        { ...aChannel('their'), class_id: theirs().class },
        { person_id: 'our-t1', before: theirs().class, at: noon },
      ),
    removeChannel: (r) => r.spaces.removeChannel({ ...aChannel('their'), class_id: theirs().class }),
    channels: (r) =>
      r.spaces.channels(null).then((all) => all.filter(({ tenant }) => tenant === 'their-team')),
  },
  chatPosts: {
    add: (r) => r.chatPosts.add([aPost('their')], noon),
    get: (r) => r.chatPosts.get('their-post'),
    lock: (r) => r.chatPosts.lock('their-post'),
    claim: (r) => r.chatPosts.claim('their-post', sending),
    settle: (r) => r.chatPosts.settle('their-post', sentAs('taken')),
    edit: (r) => r.chatPosts.edit('their-post', { heading: 'taken' }, noon),
    found: (r) => r.chatPosts.found(aSpace('their'), 'their-button', 'taken'),
    byMessage: (r) => r.chatPosts.byMessage(aChannel('their'), 'their-message'),
    recent: (r) => r.chatPosts.recent(aSpace('their'), new Date(0), 100),
    ofBook: (r) => r.chatPosts.ofBook(theirs().book, theirs().class, new Date(0)),
    pauseChannel: (r) => r.chatPosts.pauseChannel(aChannel('their'), noon),
    pauseSpace: (r) => r.chatPosts.pauseSpace(aChannel('their'), noon),
    isPaused: (r) => r.chatPosts.isPaused(aChannel('their')),
  },
  chatButtons: {
    put: (r) => r.chatButtons.put([aButton('their')], noon),
    get: (r) => r.chatButtons.get(aSpace('their'), 'their-button'),
  },
  chatReactions: {
    put: (r) => r.chatReactions.put({ ...aMark('their'), present: false, order_at: 2 }),
    setVote: (r) => r.chatReactions.setVote(aMark('their'), uuidv7()),
    ofBook: (r) => r.chatReactions.ofBook(theirs().teacher, theirs().book),
    ofPosts: (r) => r.chatReactions.ofPosts(['their-post']),
  },
  chatVotes: {
    put: (r) =>
      r.chatVotes.put({
        person_id: theirs().teacher,
        book_id: theirs().book,
        vote: 'down',
        event_id: uuidv7(),
        at: noon,
      }),
    current: (r) =>
      Promise.all([
        r.chatVotes.current({ person_id: theirs().teacher, reader_id: null }, theirs().book),
        r.chatVotes.current({ person_id: theirs().reader, reader_id: theirs().reader }, theirs().book),
      ]),
    unseenLikes: (r) =>
      r.chatVotes.unseenLikes({ post_id: 'their-post', class_id: theirs().class, book_id: theirs().book }),
    isOfClass: (r) =>
      r.chatVotes.isOfClass({ person_id: theirs().teacher, reader_id: theirs().reader }, theirs().class),
  },
  digests: {
    settings: (r) => r.digests.settings(anAccount('their')),
    putSettings: (r) => r.digests.putSettings(anAccount('their'), { ...chosen, digest: 'off' }),
    recipients: (r) =>
      r.digests.recipients(page).then((all) => all.filter(({ tenant }) => tenant === 'their-team')),
    layOut: (r) => r.digests.layOut([{ ...aDigest('their'), week: '2026-W11' }]),
    waiting: (r) => r.digests.waiting(theirs().teacher),
    claim: (r) => r.digests.claim(aDigest('their'), sending),
    postpone: (r) => r.digests.postpone(aDigest('their'), new Date(0)),
    end: (r) => r.digests.end(aDigest('their'), 'sent', ['b']),
    skipAll: (r) => r.digests.skipAll(anAccount('their')),
    told: (r) => r.digests.told(theirs().teacher),
  },
})
