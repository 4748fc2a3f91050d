import type { Api } from '../api/client.ts'

/** Covers need the key, so they are fetched and shown from memory. Unused ones are kept for a while, then let go. */
const keptUnused = 60

interface Kept {
  address: Promise<string>
  users: number
}

const covers = new Map<string, Kept>()

async function load(api: Api, bookId: string): Promise<string> {
  const response = await api.request(`/books/${encodeURIComponent(bookId)}/cover.svg`)
  if (!response.ok) throw new Error(`No cover: ${response.status}`)
  return URL.createObjectURL(await response.blob())
}

/** An object URL of the cover. Each call is matched by one `releaseCover`. Rejects when there is no cover. */
export function borrowCover(api: Api, bookId: string): Promise<string> {
  const kept = covers.get(bookId) ?? { address: load(api, bookId), users: 0 }
  kept.users += 1
  covers.delete(bookId)
  covers.set(bookId, kept)
  kept.address.catch(() => covers.delete(bookId))
  return kept.address
}

export function releaseCover(bookId: string): void {
  const kept = covers.get(bookId)
  if (kept !== undefined) kept.users = Math.max(0, kept.users - 1)
  const unused = [...covers].filter(([, cover]) => cover.users === 0)
  for (const [id, cover] of unused.slice(0, Math.max(0, unused.length - keptUnused))) {
    covers.delete(id)
    void cover.address.then((address) => URL.revokeObjectURL(address)).catch(() => undefined)
  }
}
