import { ShelftalkError } from '../../domain/errors.ts'
import type { SchoolRows, Store, SystemRows } from '../../ports/store.ts'
import { chatButtons, chatReactions, chatVotes } from './chats/chat-ledger.ts'
import { chatPosts, postQueue } from './chats/chat-posts.ts'
import { chatInstallations, chatRequests } from './chats/chat-requests.ts'
import { digestQueue, digests } from './chats/digests.ts'
import { gatewayLeases } from './chats/gateway-leases.ts'
import { connections, spaceLookup, spaces } from './chats/spaces.ts'
import { whenUsed } from './connection/when-used.ts'
import { courseVotes, readingLists } from './courses/courses.ts'
import { ltiKeys, ltiLaunches } from './courses/lti.ts'
import { ltiServiceLookup, ltiServices } from './courses/lti-advantage.ts'
import { ltiCourses } from './courses/lti-courses.ts'
import { ltiItems } from './courses/lti-items.ts'
import { ltiIntake, ltiRegistrations } from './courses/lti-registrations.ts'
import { ltiScores } from './courses/lti-scores.ts'
import { books } from './lists/books.ts'
import { enrichment } from './lists/enrichment.ts'
import { graphs, slates } from './lists/graphs.ts'
import { history } from './lists/history.ts'
import { modelUse } from './lists/model-use.ts'
import { overrides } from './lists/overrides.ts'
import { vectors } from './lists/vectors.ts'
import { wordings } from './lists/wordings.ts'
import { erasures } from './people/erasures.ts'
import { linkCodes, links } from './people/links.ts'
import { classTeachers, identities, people } from './people/people.ts'
import { classes, readers } from './people/readers.ts'
import { identityProviders, providerLookup, sessionLookup, sessions, signIns } from './people/sign-in.ts'
import type { Driver, Sql } from './sql.ts'
import { jobs } from './work/jobs.ts'
import { nightWork } from './work/night-work.ts'
import { deadLetters, idempotency, inbox, outbox, outboxRelay } from './work/outbox.ts'
import { imports } from './work/runs.ts'
import { keyLookup, keys, schoolSettings, schools } from './work/school.ts'
import { writes } from './work/writes.ts'

/** The Store over one driver: the same statements for PGlite and for PostgreSQL. */
export function createStore(driver: Driver): Store {
  // Once a transaction found no room, it takes a write that goes through to believe that there is some.
  let isDoubted = false
  const watched = <T>(result: Promise<T>): Promise<T> =>
    result.catch((error: unknown) => {
      isDoubted ||= error instanceof ShelftalkError && error.code === 'unavailable'
      throw error
    })
  const lane = (background: boolean): Omit<Store, 'background'> => {
    const school: Store['school'] = (schoolId, work) =>
      watched(
        whenUsed(driver, { role: 'shelftalk_app', schoolId, background }, (sql) => work(schoolRows(sql))),
      )
    const system: Store['system'] = (work) =>
      watched(
        whenUsed(driver, { role: 'shelftalk_system', schoolId: null, background }, (sql) =>
          work(systemRows(sql)),
        ),
      )
    return {
      school,
      system,
      rewrite: () => driver.rewrite(),
      async ready() {
        const wasDoubted = isDoubted
        await system(async (rows) => {
          if (!(await rows.writes.areAllowed())) throw readOnly()
          if (isDoubted) await rows.writes.probe()
        })
        if (wasDoubted) isDoubted = false
      },
    }
  }
  const back: Store = {
    ...lane(true),
    get background() {
      return back
    },
  }
  return { ...lane(false), background: back }
}

const schoolRows = (sql: Sql): SchoolRows => ({
  school: schoolSettings(sql),
  books: books(sql),
  readers: readers(sql),
  classes: classes(sql),
  people: people(sql),
  classTeachers: classTeachers(sql),
  identities: identities(sql),
  identityProviders: identityProviders(sql),
  sessions: sessions(sql),
  linkCodes: linkCodes(sql),
  links: links(sql),
  spaces: spaces(sql),
  chatPosts: chatPosts(sql),
  chatButtons: chatButtons(sql),
  chatReactions: chatReactions(sql),
  chatVotes: chatVotes(sql),
  digests: digests(sql),
  ltiRegistrations: ltiRegistrations(sql),
  courseVotes: courseVotes(sql),
  readingLists: readingLists(sql),
  ltiServices: ltiServices(sql),
  ltiCourses: ltiCourses(sql),
  ltiScores: ltiScores(sql),
  history: history(sql),
  vectors: vectors(sql),
  graphs: graphs(sql),
  slates: slates(sql),
  overrides: overrides(sql),
  keys: keys(sql),
  outbox: outbox(sql),
  inbox: inbox(sql),
  idempotency: idempotency(sql),
  imports: imports(sql),
  jobs: jobs(sql),
  nightWork: nightWork(sql),
  modelUse: modelUse(sql),
  enrichment: enrichment(sql),
  wordings: wordings(sql),
  erasures: erasures(sql),
})

const systemRows = (sql: Sql): SystemRows => ({
  keys: keyLookup(sql),
  identityProviders: providerLookup(sql),
  signIns: signIns(sql),
  sessions: sessionLookup(sql),
  spaces: spaceLookup(sql),
  connections: connections(sql),
  ltiIntake: ltiIntake(sql),
  ltiItems: ltiItems(sql),
  ltiKeys: ltiKeys(sql),
  ltiLaunches: ltiLaunches(sql),
  ltiServices: ltiServiceLookup(sql),
  gatewayLeases: gatewayLeases(sql),
  chatRequests: chatRequests(sql),
  chatInstallations: chatInstallations(sql),
  postQueue: postQueue(sql),
  digestQueue: digestQueue(sql),
  outbox: outboxRelay(sql),
  deadLetters: deadLetters(sql),
  schools: schools(sql),
  writes: writes(sql),
})

const readOnly = (): ShelftalkError =>
  new ShelftalkError(
    'unavailable',
    'The database takes no writes: it is a stand-by, or was made read-only.',
    {
      retryAfterSeconds: 10,
    },
  )
