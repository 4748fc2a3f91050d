import type { AttemptsOn } from '../attempts.ts'
import { aCourse, aList, aMarkIn, anHour, anInvite, aScore, noon, noTotals, services } from '../examples.ts'

export const onCourses: AttemptsOn<
  'ltiRegistrations' | 'courseVotes' | 'readingLists' | 'ltiServices' | 'ltiCourses' | 'ltiScores'
> = (theirs) => ({
  ltiRegistrations: {
    add: 'names no row',
    setState: (r) => r.ltiRegistrations.setState('their-lms', { state: 'off', frame_origins: null }),
    remove: (r) => r.ltiRegistrations.remove('their-lms'),
    addWaiting: (r) => r.ltiRegistrations.addWaiting('their-lms', 'e', noon),
    approveWaiting: (r) => r.ltiRegistrations.approveWaiting('their-lms'),
    invite: (r) =>
      r.ltiRegistrations
        .invite(anInvite('their'), { ...anHour, now: new Date('2100-01-02') })
        .then(() => null),
    sealAnew: (r) => r.ltiRegistrations.sealAnew('their-lms', { from: 'sealed', to: 'x' }),
    list: (r) =>
      r.ltiRegistrations.list().then((all) => all.filter((one) => one.registration_id === 'their-lms')),
    deployments: (r) => r.ltiRegistrations.deployments(['their-lms']),
    approve: (r) => r.ltiRegistrations.approve('their-lms', 'd', noon),
  },
  courseVotes: {
    // Foreign keys keep a mark of ours from naming a reader or a book of theirs().
    note: (r) =>
      r.courseVotes
        .note({ ...aMarkIn('their'), reader_id: theirs().reader, book_id: theirs().book })
        .then(() => null),
    count: (r) => r.courseVotes.count('their-course', 100),
    tell: (r) =>
      r.courseVotes.tell('their-course', [{ ...noTotals, book_id: theirs().book }], noon).then(() => null),
    move: (r) => r.courseVotes.move(theirs().reader, 'our-ada').then(() => null),
    of: (r) => r.courseVotes.of(theirs().reader),
    forget: (r) => r.courseVotes.forget('their-course'),
  },
  readingLists: {
    find: (r) =>
      r.readingLists.find('their-list', { courseIds: ['their-course'], orElse: true, locks: true }),
    ofCourse: (r) => r.readingLists.ofCourse('their-course'),
    add: (r) => r.readingLists.add(aList('their'), noon, 20).then(() => null),
    put: (r) => r.readingLists.put({ ...aList('their'), title: 'taken' }),
    remove: (r) => r.readingLists.remove('their-list'),
    use: (r) => r.readingLists.use('their-list', new Date('2100-01-01')),
    forget: (r) => r.readingLists.forget('their-course'),
  },
  ltiServices: {
    of: (r) => r.ltiServices.of('their-lms').then(({ roster, scores }) => roster || scores),
    put: (r) => r.ltiServices.put('their-lms', { ...services, roster: false }),
  },
  ltiCourses: {
    note: (r) => r.ltiCourses.note({ ...aCourse('their'), members_url: 'https://taken' }, noon),
    take: (r) =>
      r.ltiCourses.take({ now: new Date('2099-01-01'), again: noon, openedSince: new Date(0) }, ['our-lms']),
    apply: (r) =>
      r.ltiCourses
        .apply(
          aCourse('their'),
          { members: [{ account_id: 'their-account', role: 'student' }], isWhole: true },
          { began: noon, now: noon },
        )
        .then(({ left, sessions }) => left + sessions),
    fail: (r) => r.ltiCourses.fail(aCourse('their'), 'taken'),
    forget: (r) => r.ltiCourses.forget('their-lms'),
    counts: (r) => r.ltiCourses.counts('their-lms').then(({ courses }) => courses),
  },
  ltiScores: {
    open: (r) =>
      r.ltiScores.open({ ...aScore('their'), sealed_user: 'taken', scopes: [] }, new Date('2100-01-01')),
    complete: (r) => r.ltiScores.complete(aScore('their'), noon),
    take: (r) => r.ltiScores.take({ now: new Date('2099-01-01'), leaseUntil: noon }, ['our-lms']),
    end: (r) => r.ltiScores.end(aScore('their'), { state: 'sent', failure: null }),
    postpone: (r) => r.ltiScores.postpone(aScore('their'), { dueAt: noon, failure: 'taken' }),
    expire: (r) => r.ltiScores.expire(new Date('2101-01-01')).then(() => null),
    forget: (r) => r.ltiScores.forget('their-lms'),
    sealedUsers: (r) =>
      r.ltiScores
        .sealedUsers()
        .then((all) => all.filter(({ registration_id }) => registration_id === 'their-lms')),
    sealAnew: (r) => r.ltiScores.sealAnew(aScore('their'), { from: 's', to: 'x' }),
    counts: (r) => r.ltiScores.counts('their-lms').then(({ states }) => states.due ?? 0),
  },
})
