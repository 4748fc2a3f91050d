import type { CachedList, ListVersions } from '../../ports/runtime.ts'

export type VersionedList = CachedList & { versions: ListVersions }

/** The first byte of a value; another one stands for a form that this version does not know. */
const form = 1
/** Form (1 byte), reader's and school's version (8 each), length of the ids (4); then the ids as JSON, then the body. */
const at = { reader: 1, school: 9, idsLength: 17, ids: 21 }

export function encodeList({ body, bookIds, versions }: VersionedList): Buffer {
  const ids = Buffer.from(JSON.stringify(bookIds))
  const head = Buffer.allocUnsafe(at.ids)
  head.writeUInt8(form, 0)
  head.writeDoubleBE(versions.reader, at.reader)
  head.writeDoubleBE(versions.school, at.school)
  head.writeUInt32BE(ids.length, at.idsLength)
  return Buffer.concat([head, ids, body])
}

/** The body is a part of `value`, not a copy. Null for what another version of the program wrote. */
export function decodeList(value: Buffer): VersionedList | null {
  if (value.length < at.ids || value[0] !== form) return null
  const bodyAt = at.ids + value.readUInt32BE(at.idsLength)
  return {
    versions: { reader: value.readDoubleBE(at.reader), school: value.readDoubleBE(at.school) },
    bookIds: JSON.parse(value.toString('utf8', at.ids, bodyAt)) as string[],
    body: value.subarray(bodyAt),
  }
}
