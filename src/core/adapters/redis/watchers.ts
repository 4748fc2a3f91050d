import type { LiveMessage } from '../../ports/runtime.ts'
import type { RedisConnection } from './connection.ts'

/** Who listens to which school: what this process tells the others about itself, and what they told it. */
export interface Watchers {
  channelOf(schoolId: string): string
  /** From now on this process listens to the school, and says so. */
  begin(schoolId: string): void
  end(schoolId: string): void
  /** Whether another process listens to the school. */
  areElsewhere(schoolId: string): boolean
}

interface WatcherOptions {
  /** Names this process, so that it knows its own messages. */
  me: string
  /** Hears what other processes published about a school that this one listens to. */
  heard(schoolId: string, message: LiveMessage): void
}

/** How often a process says what it listens to, and how long the others believe it. */
const tellMs = 2_000
const believedMs = 5_000
const schoolsAMessage = 1_000
const maxSchoolsElsewhere = 100_000

export function createWatchers(connection: RedisConnection, { me, heard }: WatcherOptions): Watchers {
  const mine = new Set<string>()
  const elsewhere = createSightings()
  const everybody = `${connection.prefix}:watchers`
  const channelOf = (schoolId: string): string => `${connection.prefix}:live:${schoolId}`
  const subscriber = connection.another('live')

  const hangUp = (): void => {
    if (subscriber.status === 'ready') subscriber.disconnect(true)
  }
  const listen = async (...channels: string[]): Promise<void> => {
    if (subscriber.status !== 'ready') return // all of them, as soon as it is
    await subscriber.subscribe(...channels).then(tell, hangUp)
  }
  const say = (schools: readonly string[], asks: boolean): Promise<number | null> =>
    connection.ask(({ redis }) => redis.publish(everybody, JSON.stringify({ from: me, schools, asks })))
  const tell = async (): Promise<void> => {
    const schools = [...mine]
    for (let at = 0; at < schools.length; at += schoolsAMessage)
      await say(schools.slice(at, at + schoolsAMessage), false)
  }
  subscriber.on('ready', async () => {
    await listen(everybody, ...[...mine].map(channelOf))
    await say([], true)
  })
  subscriber.on('message', (_channel: string, text: string) => {
    const told = read(text)
    if (told === null || told.from === me) return
    if ('schools' in told) {
      elsewhere.see(told.schools)
      if (told.asks) void tell()
    } else if (mine.has(told.schoolId)) heard(told.schoolId, told.message)
  })
  // The question keeps a dead connection from looking like a quiet one.
  const timer = setInterval(() => {
    void tell()
    if (subscriber.status === 'ready') subscriber.ping().catch(hangUp)
  }, tellMs).unref()
  connection.ended.addEventListener('abort', () => clearInterval(timer))

  return {
    channelOf,
    begin(schoolId) {
      mine.add(schoolId)
      void listen(channelOf(schoolId))
    },
    end(schoolId) {
      mine.delete(schoolId)
      if (subscriber.status === 'ready') subscriber.unsubscribe(channelOf(schoolId)).catch(hangUp)
    },
    areElsewhere: elsewhere.isRecent,
  }
}

/** Schools that others said they listen to, until that is too long ago. */
function createSightings() {
  /** When each was seen last, the longest ago first. */
  const seenAt = new Map<string, number>()
  return {
    see(schools: readonly string[]): void {
      for (const school of schools) {
        seenAt.delete(school)
        seenAt.set(school, performance.now())
      }
      for (const [school] of seenAt) {
        if (seenAt.size <= maxSchoolsElsewhere) return
        seenAt.delete(school)
      }
    },
    isRecent(school: string): boolean {
      const at = seenAt.get(school)
      if (at === undefined) return false
      if (performance.now() - at <= believedMs) return true
      seenAt.delete(school)
      return false
    },
  }
}

/** `asks`: the sender has only just begun to listen and wants to hear what the others listen to. */
type Told = { from: string } & (
  | { schools: string[]; asks: boolean }
  | { schoolId: string; message: LiveMessage }
)

/** What another process sent; null for what another version of the program may have. */
function read(text: string): Told | null {
  try {
    const told: unknown = JSON.parse(text)
    return isTold(told) ? told : null
  } catch {
    return null
  }
}

function isTold(told: unknown): told is Told {
  if (typeof told !== 'object' || told === null || !('from' in told)) return false
  if ('schools' in told) return Array.isArray(told.schools) && 'asks' in told
  return 'schoolId' in told && 'message' in told && typeof told.message === 'object' && told.message !== null
}
