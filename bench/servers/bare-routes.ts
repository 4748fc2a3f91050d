// A process of its own, and the least that could be done over the same servers: one route that reads bytes from Redis and
// sends them, one that writes votes and their events to PostgreSQL by group commit, for each batch one statement, and one
// that reads a row there and stores one, as whoever makes a list must at least.
//
//   bare-routes.ts DATABASE_URL REDIS_URL KEY   KEY is where the bytes lie
import { randomUUID } from 'node:crypto'
import express from 'express'
import { Redis } from 'ioredis'
import pg from 'pg'

const [databaseUrl = '', redisUrl = '', key = ''] = process.argv.slice(2)
const batchesInFlight = 2
const redis = new Redis(redisUrl)
const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 * batchesInFlight })

interface Vote {
  student_id: string
  book_id: string
  vote: string
}

/** The columns and the keys of the product's own tables, and nothing else. */
const tables = `create table if not exists bare_vote (school_id text, reader_id text, book_id text, voter text, vote text,
    slate_id text, event_id uuid, voted_at timestamptz, primary key (school_id, reader_id, book_id, voter));
  create table if not exists bare_outbox (outbox_id bigint generated always as identity primary key, school_id text,
    topic text, key text, event jsonb, created_at timestamptz default now());
  create table if not exists bare_reader (reader_id text primary key, facts text);
  create table if not exists bare_slate (slate_id uuid primary key, reader_id text, items jsonb, made_at timestamptz);
  insert into bare_reader select 'student-' || n, repeat('x', 200) from generate_series(0, 9999) n on conflict do nothing`
const insertVotes = `with x as materialized (
    select * from jsonb_to_recordset($1::jsonb) as x(student_id text, book_id text, vote text, event_id uuid)),
  events as (insert into bare_outbox (school_id, topic, key, event)
    select 'default', 'feedback', student_id, to_jsonb(x) from x)
  insert into bare_vote (school_id, reader_id, book_id, voter, vote, event_id, voted_at)
  select distinct on (student_id, book_id) 'default', student_id, book_id, 'self', vote, event_id, now()
  from x order by student_id, book_id
  on conflict (school_id, reader_id, book_id, voter) do update set vote = excluded.vote, event_id = excluded.event_id,
    voted_at = excluded.voted_at`

const insertSlates = `insert into bare_slate (slate_id, reader_id, items, made_at)
  select slate_id, reader_id, items, now()
  from jsonb_to_recordset($1::jsonb) as x(slate_id uuid, reader_id text, items jsonb)`
/** As many facts as a list of ten books holds. */
const items = Array.from({ length: 10 }, (_, at) => ({ book_id: `book-${at}`, rank: at + 1, score: 0.5 }))

/** Rows that wait are written together by one statement. */
function groupCommit<Row>(name: string, text: string): (row: Row) => Promise<void> {
  const waiting: { row: Row; done(): void; failed(error: unknown): void }[] = []
  let inFlight = 0
  const write = async (): Promise<void> => {
    if (inFlight >= batchesInFlight || waiting.length === 0) return
    inFlight++
    const batch = waiting.splice(0)
    try {
      await pool.query({ name, text, values: [JSON.stringify(batch.map(({ row }) => row))] })
      for (const one of batch) one.done()
    } catch (error) {
      for (const one of batch) one.failed(error)
    }
    inFlight--
    void write()
  }
  return (row) =>
    new Promise((done, failed) => {
      waiting.push({ row, done, failed })
      void write()
    })
}

const storeVote = groupCommit<Vote & { event_id: string }>('votes', insertVotes)
const storeSlate = groupCommit<{ slate_id: string; reader_id: string; items: unknown }>(
  'slates',
  insertSlates,
)

const app = express()
app.get('/recommendations/:student_id', (_req, res, next) => {
  redis.getBuffer(key).then((bytes) => res.type('application/json').send(bytes), next)
})
app.post('/feedback', express.json(), async (req, res) => {
  const event_id = randomUUID()
  await storeVote({ ...(req.body as Vote), event_id })
  res.status(202).json({ event_id })
})
app.get('/fresh/:student_id', async (req, res) => {
  const reader_id = req.params.student_id
  const { rows } = await pool.query({
    name: 'reader',
    text: 'select facts from bare_reader where reader_id = $1',
    values: [reader_id],
  })
  const slate_id = randomUUID()
  await storeSlate({ slate_id, reader_id, items })
  res.json({ reader_id, slate_id, facts: rows[0]?.facts, items })
})
await pool.query(tables)
const server = app.listen(0, '127.0.0.1', () => {
  const bound = server.address()
  console.log(`listening on ${typeof bound === 'object' ? bound?.port : bound}`)
})
