import { ShelftalkError } from '../../domain/errors.ts'
import type { SchoolRows, Store, SystemRows } from '../../ports/store.ts'
import { books } from './books.ts'
import { enrichment } from './enrichment.ts'
import { graphs, slates } from './graphs.ts'
import { history } from './history.ts'
import { jobs } from './jobs.ts'
import { modelUse } from './model-use.ts'
import { nightWork } from './night-work.ts'
import { deadLetters, idempotency, inbox, outbox, outboxRelay } from './outbox.ts'
import { overrides } from './overrides.ts'
import { classTeachers, identities, people } from './people.ts'
import { classes, readers } from './readers.ts'
import { imports } from './runs.ts'
import { keyLookup, keys, schoolSettings, schools } from './school.ts'
import { identityProviders, providerLookup, sessionLookup, sessions, signIns } from './sign-in.ts'
import type { Driver, Sql } from './sql.ts'
import { vectors } from './vectors.ts'
import { wordings } from './wordings.ts'
import { writes } from './writes.ts'

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
        driver.transaction({ role: 'shelftalk_app', schoolId, background }, (sql) => work(schoolRows(sql))),
      )
    const system: Store['system'] = (work) =>
      watched(
        driver.transaction({ role: 'shelftalk_system', schoolId: null, background }, (sql) =>
          work(systemRows(sql)),
        ),
      )
    return {
      school,
      system,
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
})

const systemRows = (sql: Sql): SystemRows => ({
  keys: keyLookup(sql),
  identityProviders: providerLookup(sql),
  signIns: signIns(sql),
  sessions: sessionLookup(sql),
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
