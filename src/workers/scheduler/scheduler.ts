import { randomUUID } from 'node:crypto'
import type { Agenda } from 'agenda'
import type { ScheduleDatabase } from '../../core/ports/work/schedule-database.ts'
import type { Log } from '../../log.ts'
import { type PoolLike, poolLike } from './pool-like.ts'

/** At every full minute by the clock of the machine, which no time zone shifts. */
const everyMinute = '* * * * *'
/** How often a process looks whether the next tick comes up. */
const lookEveryMs = 15_000
/** A tick of a process that was killed is taken over by another after this long. */
const tickLockMs = 60_000
/** A stop waits no longer for the tick in hand: what it did not ask for, the next one does. */
const longestStopMs = 5_000
const tick = 'tick'

export interface Scheduler {
  start(): Promise<void>
  /** For good. Resolves when the tick in hand is done, or after some seconds. Safe to call twice. */
  stop(): Promise<void>
}

export interface SchedulerOptions {
  database: ScheduleDatabase
  /** Asks for everything that is due now; called at each tick by one of the processes. */
  startDue(): Promise<number>
  log: Log
  /** Other times, for tests. */
  times?: { tick?: string | number; lookEveryMs?: number; tickLockMs?: number }
}

/**
 * Wakes the core once a minute in one of all processes on the database: which job is due in which school is the core's
 * own business. Agenda decides whose turn it is, by a row that the processes lock.
 */
export function createScheduler({ database, startDue, log, times = {} }: SchedulerOptions): Scheduler {
  const owner = randomUUID()
  const pool = poolLike(database)
  let agenda: Agenda | null = null
  let inHand: Promise<void> = Promise.resolve()
  let stopping: Promise<void> | undefined

  const onTick = async (): Promise<void> => {
    const asked = await startDue()
    if (asked > 0) log.debug({ asked }, 'jobs that were due are asked for')
  }
  const ending = async (running: Agenda): Promise<void> => {
    await running.stop(false)
    await inHand.catch(() => {})
    // It may have been about to take the next tick, and keeps that lock: nobody would tick until it ended by itself.
    await pool.idle()
    await database.unlock(owner)
  }

  return {
    async start() {
      if (agenda !== null || stopping !== undefined) return
      agenda = await createAgenda(pool, { owner, table: database.table, ...times })
      agenda.on('error', (error: Error) => log.warn({ err: error }, 'the schedule met an error; it goes on'))
      agenda.on('fail', (error: Error) => log.warn({ err: error }, 'a tick failed; the next makes up for it'))
      agenda.define(tick, () => (inHand = onTick()), {
        concurrency: 1,
        lockLimit: 1,
        lockLifetime: times.tickLockMs ?? tickLockMs,
      })
      await agenda.every(times.tick ?? everyMinute, tick)
      await agenda.start()
    },
    stop() {
      stopping ??= agenda === null ? Promise.resolve() : atMost(longestStopMs, ending(agenda))
      return stopping
    },
  }
}

/** A database that is away at the end is no reason to fail: what is not given back ends by itself. */
function atMost(ms: number, work: Promise<void>): Promise<void> {
  const late = new Promise<void>((resolve) => setTimeout(resolve, ms).unref())
  return Promise.race([work.catch(() => {}), late])
}

/** Loaded when it is first needed: it takes a tenth of a second. */
async function createAgenda(
  pool: PoolLike,
  options: { owner: string; table: string; lookEveryMs?: number },
): Promise<Agenda> {
  const [{ Agenda }, { PostgresBackend }] = await Promise.all([
    import('agenda'),
    import('@agendajs/postgres-backend'),
  ])
  const backend = new PostgresBackend({
    pool: pool as unknown as NonNullable<ConstructorParameters<typeof PostgresBackend>[0]['pool']>,
    tableName: options.table,
    ensureSchema: false,
    disableNotifications: true,
  })
  // A number: given in words, the time would silently run nothing.
  return new Agenda({
    backend,
    name: options.owner,
    processEvery: options.lookEveryMs ?? lookEveryMs,
    maxConcurrency: 1,
  })
}
