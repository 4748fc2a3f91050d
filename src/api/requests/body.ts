import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { ShelftalkError } from '../../core/domain/errors.ts'
import { repeatedField } from '../../core/domain/repeated-field.ts'
import { shown } from '../../core/domain/shown.ts'

const mediaTypes = { json: 'application/json', csv: 'text/csv' } as const
export type BodyFormat = keyof typeof mediaTypes

/** Which of the formats taken here a request's body is in. Throws `unsupported_type`, also for compressed bodies. */
export function formatOf(req: IncomingMessage, taken: readonly BodyFormat[]): BodyFormat {
  const [type = '', ...parameters] = (req.headers['content-type'] ?? '').toLowerCase().split(';')
  const format = taken.find((one) => mediaTypes[one] === type.trim())
  const names = taken.map((one) => mediaTypes[one]).join(' or ')
  if (format === undefined)
    throw new ShelftalkError('unsupported_type', `Send the body as ${names} (Content-Type).`)
  const encoding = (req.headers['content-encoding'] ?? 'identity').toLowerCase()
  if (encoding !== 'identity') {
    throw new ShelftalkError(
      'unsupported_type',
      `Send the body as it is: Content-Encoding "${encoding.slice(0, 20)}" is not taken.`,
    )
  }
  const charset = parameters.map((one) => /^\s*charset\s*=\s*"?([^"\s]+)"?\s*$/.exec(one)?.[1]).find(Boolean)
  if (charset !== undefined && !['utf-8', 'utf8', 'us-ascii'].includes(charset)) {
    throw new ShelftalkError(
      'unsupported_type',
      `Save the file as UTF-8: charset ${charset.slice(0, 20)} is not taken.`,
    )
  }
  return format
}

/** A request's body as it streams in: counted against its limit, and digested if that is asked for. */
export interface Upload {
  chunks(): AsyncGenerator<Buffer>
  /** Reads to the end what nobody has read. */
  drain(): Promise<void>
  /** To be called whatever happened. What is left of the body is read and thrown away: the client may go on sending. */
  close(): Promise<void>
}

export function openUpload(
  req: IncomingMessage,
  limitBytes: number,
  onChunk: (chunk: Buffer) => void,
): Upload {
  if (Number(req.headers['content-length'] ?? 0) > limitBytes) throw refusedAsTooLarge(limitBytes)
  const source: AsyncIterator<Buffer> = req.iterator({ destroyOnReturn: false })
  let totalBytes = 0
  const upload: Upload = {
    async *chunks() {
      for (;;) {
        const { value, done } = await source.next()
        if (done === true) return
        totalBytes += value.length
        if (totalBytes > limitBytes) throw refusedAsTooLarge(limitBytes)
        onChunk(value)
        yield value
      }
    },
    async drain() {
      for await (const _ of upload.chunks());
    },
    async close() {
      await source.return?.()
      req.resume()
    },
  }
  return upload
}

const refusedAsTooLarge = (limitBytes: number): ShelftalkError =>
  new ShelftalkError('too_large', `Send at most ${inWords(limitBytes)} at once.`)

const inWords = (bytes: number): string =>
  bytes >= 1_000_000_000
    ? `${bytes / 1e9} GB`
    : bytes >= 1_000_000
      ? `${bytes / 1e6} MB`
      : `${bytes / 1e3} kB`

/** A small body as one buffer. Whoever sends it slower than `deadlineMs` is cut off. */
export function readAll(req: IncomingMessage, limitBytes: number, deadlineMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let totalBytes = 0
    const timer = setTimeout(() => req.destroy(new Error('the body came too slowly')), deadlineMs)
    const settle = (act: () => void): void => {
      clearTimeout(timer)
      req.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose)
      act()
    }
    const onData = (chunk: Buffer): void => {
      totalBytes += chunk.length
      if (totalBytes <= limitBytes) parts.push(chunk)
      else tooLarge()
    }
    const tooLarge = (): void => {
      settle(() => reject(refusedAsTooLarge(limitBytes)))
      req.resume() // what is left is read and thrown away: the client may go on sending
    }
    const onEnd = (): void => settle(() => resolve(Buffer.concat(parts)))
    const onError = (error: Error): void => settle(() => reject(error))
    const onClose = (): void => settle(() => reject(new Error('the client went away')))
    if (Number(req.headers['content-length'] ?? 0) > limitBytes) tooLarge()
    else req.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose)
  })
}

/** Reads JSON in UTF-8. Throws `invalid_input` for anything else, and for a field that stands twice in one object. */
export function parseJson(bytes: Buffer): unknown {
  const refuse = (detail: string, field?: string) =>
    new ShelftalkError('invalid_input', detail, {
      fields: field === undefined ? [] : [{ field: shown(field), reason: 'stands twice' }],
    })
  if (bytes.length === 0) throw refuse('The body is empty. Send JSON.')
  if (!isUtf8(bytes)) throw refuse('The body is not UTF-8. Send JSON in UTF-8.')
  const text = bytes.toString('utf8')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw refuse('The body is not valid JSON.')
  }
  const field = repeatedField(text)
  if (field !== null)
    throw refuse('A field stands twice in one object: which one is meant cannot be known.', field)
  return value
}
