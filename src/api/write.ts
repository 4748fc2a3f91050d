import { createHash } from 'node:crypto'
import type { RowSource } from '../core/domain/files/source.ts'
import type { AnyAsk, BodySpec, Endpoint, Surface } from './endpoint.ts'
import { type BodyFormat, formatOf, openUpload, parseJson, readAll } from './requests/body.ts'
import { csvRows } from './requests/csv-rows.ts'
import { jsonRows } from './requests/json-rows.ts'
import { idempotencyKeyOf, type OnceKeeper } from './requests/once.ts'
import { parsePart } from './requests/parse.ts'

const bodyDeadlineMs = 20_000
const noBytes = Buffer.alloc(0)

/** A write on its way to its handler. */
interface Write {
  surface: Surface
  once: OnceKeeper
  endpoint: Endpoint
  ask: AnyAsk
}

/** Reads the body of a request that changes something, and calls its handler; at most once under one Idempotency-Key. */
export function write(
  door: { surface: Surface; once: OnceKeeper },
  endpoint: Endpoint,
  ask: AnyAsk,
): Promise<unknown> {
  const one = { ...door, endpoint, ask }
  return endpoint.body?.kind === 'rows' ? writeRows(one, endpoint.body) : writeJson(one, endpoint.body)
}

const digestOf = (ask: AnyAsk) => createHash('sha256').update(`${ask.req.method} ${ask.req.url}\n`)

async function writeJson(one: Write, body: (BodySpec & { kind: 'json' }) | undefined): Promise<unknown> {
  const { ask } = one
  let bytes: Buffer = noBytes
  if (body !== undefined) {
    formatOf(ask.req, ['json'])
    bytes = await readAll(ask.req, body.limitBytes, bodyDeadlineMs)
    ask.body = parsePart(body.schema, parseJson(bytes), 'field') as AnyAsk['body']
  }
  return handleOnce(
    one,
    async () => digestOf(ask).update(bytes).digest('hex'),
    async () => ask.body,
  )
}

/** Rows are handed to the flow while they arrive; the digest is that of all bytes, also of those the flow left. */
async function writeRows(one: Write, body: BodySpec & { kind: 'rows' }): Promise<unknown> {
  const { req } = one.ask
  const format = formatOf(req, Object.keys(body.limitBytes) as BodyFormat[])
  const digest = req.headers['idempotency-key'] === undefined ? null : digestOf(one.ask)
  const upload = openUpload(req, body.limitBytes[format] ?? 0, (chunk) => void digest?.update(chunk))
  const bodyHash = async (): Promise<string> => {
    await upload.drain()
    return digest?.digest('hex') ?? ''
  }
  try {
    return await handleOnce(one, bodyHash, () => rowsIn(format, upload.chunks()))
  } finally {
    await upload.close()
  }
}

async function rowsIn(format: BodyFormat, chunks: AsyncIterable<Buffer>): Promise<RowSource> {
  if (format === 'csv') return csvRows(chunks)
  const parts: Buffer[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return jsonRows(parseJson(Buffer.concat(parts)))
}

async function handleOnce(
  { surface, once, endpoint, ask }: Write,
  bodyHash: () => Promise<string>,
  open: () => Promise<AnyAsk['body']>,
): Promise<unknown> {
  const key = idempotencyKeyOf(ask.req)
  const work = async (): Promise<unknown> => {
    ask.body = await open()
    return endpoint.handle(surface, ask)
  }
  if (key === null || endpoint.once === 'never') return work()
  if (endpoint.once === 'flow') {
    ask.once = { caller: ask.caller.caller_id, key, body_hash: await bodyHash() }
    return work()
  }
  const keep = endpoint.once === 'secret' ? 'secret' : 'answer'
  return once.run({ caller: ask.caller, key, bodyHash, keep }, work)
}
