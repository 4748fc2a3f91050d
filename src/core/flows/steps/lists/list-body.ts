/** A list's answer as far as wording changes it; everything else passes through as it is. */
interface ListBody {
  slate_id: string
  items: { book: { book_id: string }; explanation: { text: string; by: 'template' | 'model' } }[]
}

const read = (body: Buffer): ListBody => JSON.parse(body.toString()) as ListBody

/** Both take up as many bytes. */
const fromNew = '"source":"fresh"'
const fromCache = '"source":"cache"'

/** The same answer as it is said when it comes from the cache. Quotes inside texts are escaped, so this is the field. */
export function asCached(body: Buffer): Buffer {
  const cached = Buffer.from(body)
  const at = cached.indexOf(fromNew)
  if (at !== -1) cached.write(fromCache, at, 'latin1')
  return cached
}

/** The same answer with the model's sentences for those books that have one; null when it is another list's. */
export function reworded(body: Buffer, slateId: string, texts: ReadonlyMap<string, string>): Buffer | null {
  const list = read(body)
  if (list.slate_id !== slateId) return null
  for (const item of list.items) {
    const text = texts.get(item.book.book_id)
    if (text !== undefined) item.explanation = { text, by: 'model' }
  }
  return Buffer.from(JSON.stringify(list))
}

/** The books whose sentence is the template's. */
export function booksByTemplate(body: Buffer): Set<string> {
  if (!body.includes('"by":"template"')) return new Set()
  const { items } = read(body)
  return new Set(items.flatMap((item) => (item.explanation.by === 'template' ? [item.book.book_id] : [])))
}
