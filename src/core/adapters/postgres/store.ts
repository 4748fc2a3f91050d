import type { SchoolRows, Store, SystemRows } from '../../ports/store.ts'
import { books } from './books.ts'
import { graphs, slates } from './graphs.ts'
import { history } from './history.ts'
import { deadLetters, idempotency, inbox, outbox, outboxRelay } from './outbox.ts'
import { classes, readers } from './readers.ts'
import { imports, jobs } from './runs.ts'
import { keyLookup, keys, schoolSettings, schools } from './school.ts'
import type { Driver, Sql } from './sql.ts'
import { vectors } from './vectors.ts'

/** The Store over one driver: the same statements for PGlite and for PostgreSQL. */
export function createStore(driver: Driver): Store {
  const lane = (background: boolean): Omit<Store, 'background'> => ({
    school: (schoolId, work) =>
      driver.transaction({ role: 'shelftalk_app', schoolId, background }, (sql) => work(schoolRows(sql))),
    system: (work) =>
      driver.transaction({ role: 'shelftalk_system', schoolId: null, background }, (sql) =>
        work(systemRows(sql)),
      ),
  })
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
  history: history(sql),
  vectors: vectors(sql),
  graphs: graphs(sql),
  slates: slates(sql),
  keys: keys(sql),
  outbox: outbox(sql),
  inbox: inbox(sql),
  idempotency: idempotency(sql),
  imports: imports(sql),
  jobs: jobs(sql),
})

const systemRows = (sql: Sql): SystemRows => ({
  keys: keyLookup(sql),
  outbox: outboxRelay(sql),
  deadLetters: deadLetters(sql),
  schools: schools(sql),
})
