import { aStudent } from '../../../support/builders.ts'
import type { AttemptsOn } from '../attempts.ts'
import { anAccount, aProvider, aSession, aTeacher, issuer, noon } from '../examples.ts'

const page = { limit: 100, after: null }

export const onPeople: AttemptsOn<
  | 'erasures'
  | 'readers'
  | 'classes'
  | 'people'
  | 'classTeachers'
  | 'identities'
  | 'identityProviders'
  | 'sessions'
  | 'keys'
> = (theirs) => ({
  // Before the others make rows of ours with the same ids.
  erasures: {
    key: (r) => r.erasures.key(),
    makeKey: 'names no row',
    sealAnew: (r) => r.erasures.sealAnew({ from: 'their-key', to: 'x' }),
    subjectOf: (r) => r.erasures.subjectOf(theirs().reader),
    removeRows: (r) =>
      r.erasures
        .removeRows({ reader_ids: [theirs().reader, theirs().teacher], accounts: [anAccount('their')] })
        .then(Object.keys),
    put: 'names no row',
    unfinished: (r) => r.erasures.unfinished(),
    forgetSubject: (r) => r.erasures.forgetSubject('their-erasure', {}),
    finish: (r) => r.erasures.finish(['their-erasure'], { rewritten: true, at: noon }),
    get: (r) => r.erasures.get('their-erasure'),
    list: (r) => r.erasures.list({ limit: 10, before: null, id_hash: null }),
    takeUp: (r) => r.erasures.takeUp(['their-hash']),
    erasedAt: (r) => r.erasures.erasedAt(['their-hash']).then((found) => [...found]),
  },
  readers: {
    upsertStudents: (r) =>
      r.readers.upsertStudents([aStudent({ student_id: theirs().reader })], true).then(() => null),
    ensure: (r) => r.readers.ensure(theirs().reader).then((isNew) => !isNew),
    get: (r) => r.readers.get(theirs().reader),
    byIds: (r) => r.readers.byIds([theirs().reader]),
    known: (r) => r.readers.known([theirs().reader]),
    heldGrades: (r) => r.readers.heldGrades([theirs().reader]).then((found) => found.size),
    withoutSchool: (r) => r.readers.withoutSchool([theirs().reader]),
    list: (r) => r.readers.list({ words: [], class_id: theirs().class, taught_by: null, ...page }),
    raiseVersions: (r) => r.readers.raiseVersions([theirs().reader]),
  },
  classes: {
    upsert: (r) => r.classes.upsert([{ class_id: theirs().class, name: 'taken', grade_level: 1 }]),
    list: (r) =>
      r.classes
        .list({ ...page, taught_by: null })
        .then((all) => all.filter((c) => c.class_id === theirs().class)),
  },
  people: {
    putStaff: (r) => r.people.putStaff([aTeacher('their')], true).then(() => null),
    get: (r) => r.people.get(theirs().teacher),
    byEmail: (r) => r.people.byEmail('their@school.example'),
    putTeachers: (r) =>
      r.people.putTeachers(
        [{ teacher_id: theirs().teacher, name: 'x', email: null, class_ids: [theirs().class] }],
        ['email', 'class_ids'],
      ),
    roles: (r) => r.people.roles([theirs().teacher]).then((found) => found.size),
    holders: (r) => r.people.holders(['their@school.example']).then((found) => found.size),
    named: (r) => r.people.named('~', [theirs().teacher]),
    missing: (r) => r.people.missing({ import_id: 'x', role: 'teacher', among: [theirs().teacher] }, page),
    countMissing: 'names no row',
    end: (r) => r.people.end([theirs().teacher, theirs().reader], noon),
  },
  classTeachers: {
    set: (r) => r.classTeachers.set(theirs().teacher, [theirs().class]).then(() => null),
    of: (r) => r.classTeachers.of(theirs().teacher),
    teaches: (r) => r.classTeachers.teaches(theirs().teacher, theirs().reader),
    students: (r) => r.classTeachers.students(theirs().teacher).then((all) => [...all]),
  },
  identities: {
    find: (r) => r.identities.find(issuer, 'their-sub'),
    bind: (r) => r.identities.bind({ issuer, subject: 'new' }, theirs().teacher),
  },
  identityProviders: {
    put: (r) => r.identityProviders.put(aProvider(theirs().provider)),
    remove: (r) => r.identityProviders.remove(theirs().provider),
    sealAnew: (r) => r.identityProviders.sealAnew(theirs().provider, { from: '', to: 'x' }),
    list: (r) =>
      r.identityProviders.list().then((all) => all.filter((one) => one.provider_id === theirs().provider)),
  },
  sessions: {
    begin: (r) => r.sessions.begin(aSession('new', theirs().teacher)),
    see: (r) => r.sessions.see('their-session', new Date('2100-01-01')),
    renew: (r) =>
      r.sessions.renew(
        'their-session',
        { from_hash: 'their-secret', to_hash: 'new' },
        { at: noon, previousUntil: noon },
      ),
    revoke: (r) => r.sessions.revoke('their-session', noon),
  },
  keys: {
    put: (r) =>
      r.keys.put({ key_id: theirs().key, key_hash: 'x', role: 'service', reader_id: null, label: '' }),
    revoke: (r) => r.keys.revoke(theirs().key, noon),
    expire: (r) => r.keys.expire(theirs().key, noon),
    list: (r) => r.keys.list().then((all) => all.filter((key) => key.key_id === theirs().key)),
  },
})
