// A process of its own, and the least that could be done over the same servers: one route that reads bytes from Redis and
// sends them, and one that writes votes and their events to PostgreSQL by group commit, for each batch one statement.
//
//   bare-routes.ts DATABASE_URL REDIS_URL KEY   KEY is where the bytes lie
import { randomUUID } from 'node:crypto'
import express from 'express'
import { Redis } from 'ioredis'
import pg from 'pg'

const [databaseUrl = '', redisUrl = '', key = ''] = process.argv.slice(2)
const batchesInFlight = 2
const redis = new Redis(redisUrl)
const pool = new pg.Pool({ connectionString: databaseUrl, max: batchesInFlight })

interface Vote {
  student_id: string
  book_id: string
  vote: string
}
interface Waiting {
  vote: Vote
  event_id: string
  done(error?: unknown): void
}

/** The columns and the keys of the product's own tables, and nothing else. */
const tables = `create table if not exists bare_vote (school_id text, reader_id text, book_id text, voter text, vote text,
    slate_id text, event_id uuid, voted_at timestamptz, primary key (school_id, reader_id, book_id, voter));
  create table if not exists bare_outbox (outbox_id bigint generated always as identity primary key, school_id text,
    topic text, key text, event jsonb, created_at timestamptz default now())`
const insert = `with x as materialized (
    select * from jsonb_to_recordset($1::jsonb) as x(student_id text, book_id text, vote text, event_id uuid)),
  events as (insert into bare_outbox (school_id, topic, key, event)
    select 'default', 'feedback', student_id, to_jsonb(x) from x)
  insert into bare_vote (school_id, reader_id, book_id, voter, vote, event_id, voted_at)
  select distinct on (student_id, book_id) 'default', student_id, book_id, 'self', vote, event_id, now()
  from x order by student_id, book_id
  on conflict (school_id, reader_id, book_id, voter) do update set vote = excluded.vote, event_id = excluded.event_id,
    voted_at = excluded.voted_at`

const waiting: Waiting[] = []
let inFlight = 0

async function write(): Promise<void> {
  if (inFlight >= batchesInFlight || waiting.length === 0) return
  inFlight++
  const batch = waiting.splice(0)
  try {
    const rows = batch.map(({ vote, event_id }) => ({ ...vote, event_id }))
    await pool.query({ name: 'votes', text: insert, values: [JSON.stringify(rows)] })
    for (const one of batch) one.done()
  } catch (error) {
    for (const one of batch) one.done(error)
  }
  inFlight--
  void write()
}

const app = express()
app.get('/recommendations/:student_id', (_req, res, next) => {
  redis.getBuffer(key).then((bytes) => res.type('application/json').send(bytes), next)
})
app.post('/feedback', express.json(), (req, res, next) => {
  const event_id = randomUUID()
  const done = (error?: unknown): void => {
    if (error === undefined) res.status(202).json({ event_id })
    else next(error)
  }
  waiting.push({ vote: req.body as Vote, event_id, done })
  void write()
})
await pool.query(tables)
const server = app.listen(0, '127.0.0.1', () => {
  const bound = server.address()
  console.log(`listening on ${typeof bound === 'object' ? bound?.port : bound}`)
})
