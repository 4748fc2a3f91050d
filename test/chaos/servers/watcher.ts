import { setTimeout as rest } from 'node:timers/promises'
import { seededRandom } from '../../../src/core/ranking/random.ts'
import { noted, type Operation, type Records, send } from '../clients.ts'
import { booksOn, type Installation, listOf } from './installation.ts'

/** Looks whether anybody is ever answered a list of before a vote that was acknowledged. */
export interface Watcher {
  seen: {
    /** Lists that were looked at right after an acknowledgement. */
    looks: number
    /** Lists that came from the cache: without any, nothing could have been stale. */
    hits: number
    /** What was wrong, in words. */
    stale: string[]
  }
  stop(): Promise<void>
}

const againMs = 50
/** Between two votes: the machine has other things to do. */
const restMs = 200

/**
 * Votes a book of the reader's list down at one api and asks the other for the list at once: the book must be gone. Then
 * takes the vote back, and so on. Nobody else may write about this student.
 */
export function startWatcher(
  installation: Installation,
  { student_id, seed, records }: { student_id: string; seed: number; records: Records },
): Watcher {
  const seen: Watcher['seen'] = { looks: 0, hits: 0, stale: [] }
  const random = seededRandom(seed)
  let stopping = false
  let asked = 0

  /** Until it is acknowledged, under one Idempotency-Key; answers which api did. Null when it is time to stop. */
  const insist = async (operation: Operation): Promise<string | null> => {
    const key = `${seed}-${student_id}-${asked++}`
    const entry = noted(records, operation)
    while (!stopping) {
      const { url } = installation.target(random)
      await send({ url }, entry, { key, records })
      if (entry.state === 'acknowledged') return url
      await rest(againMs)
    }
    return null
  }

  const readList = async (butAt: string | null): Promise<string[]> => {
    const others = installation.apis.flatMap(({ url }) => (url === null || url === butAt ? [] : [url]))
    const url = others[Math.floor(random() * others.length)] ?? butAt
    const answer = url === null ? null : await listOf(url, student_id).catch(() => null)
    if (answer?.status !== 200) return []
    if (answer.headers['x-cache'] === 'HIT') seen.hits++
    return booksOn(answer)
  }

  const look = async (): Promise<void> => {
    await readList(null)
    const [book_id] = await readList(null)
    if (book_id === undefined) return
    const api = await insist({ kind: 'vote', student_id, book_id, vote: 'down' })
    if (api === null) return
    const hitsBefore = seen.hits
    const list = await readList(api)
    if (list.length > 0) seen.looks++
    if (list.includes(book_id)) {
      const from = seen.hits > hitsBefore ? 'the cache' : 'the database'
      const at = new Date().toISOString()
      seen.stale.push(`${student_id} was offered ${book_id} from ${from} after a thumb down at ${api}, ${at}`)
    }
    await insist({ kind: 'vote', student_id, book_id, vote: 'none' })
  }

  const running = (async () => {
    while (!stopping) {
      await look()
      await rest(restMs)
    }
  })()
  return {
    seen,
    async stop() {
      stopping = true
      await running
    },
  }
}
