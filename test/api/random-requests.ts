import fc from 'fast-check'

/** The part of JSON Schema that the requests of openapi.json are written in. */
export interface JsonSchema {
  type?: string | string[]
  enum?: unknown[]
  anyOf?: JsonSchema[]
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  items?: JsonSchema
  maxItems?: number
  properties?: Record<string, JsonSchema>
}

export interface Operation {
  operationId: string
  parameters?: { name: string; in: 'path' | 'query' | 'header'; schema: JsonSchema }[]
  requestBody?: { content: Record<string, { schema: JsonSchema & { description?: string } }> }
  responses: Record<string, { content?: Record<string, { schema: object }>; $ref?: string }>
}

export interface RandomRequest {
  path: string
  headers: Record<string, string>
  body: string | Uint8Array | undefined
}

/** Ids of what is there, by the name of the field that takes them. */
export type KnownIds = Readonly<Record<string, readonly string[]>>

const deep = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)

/** What belongs nowhere, and what programs stumble over. */
const strange = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, true, false, 0, -0, -1, 1.5, 1e21, 1e308, -1e308, 2 ** 31, 2 ** 53, 5e-324],
    ...['', ' ', '0', '-1', 'NaN', 'null', '1e9', '99999999999999999999', '\u0000', 'a\u0000b', '\ud800'],
    ...['=1+1', "' or 1=1 --", '%', '%00', '../..', '\\', '__proto__', 'constructor', '\u202e', '😀', 'ß'],
    ...['x'.repeat(201), 'é'.repeat(600), '0000-00-00', '2026-02-30', '+275760-09-14', '9999-12-31'],
    ...[[], {}, [[]], [null], { length: 1 }, deep(2000)],
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.double(),
  fc.jsonValue({ maxDepth: 3 }),
)

/** Mostly what a schema asks for, to its edges, and now and then something else. */
function valueFor(schema: JsonSchema, known: KnownIds, name = ''): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 12, arbitrary: goodValueFor(schema, known, name) },
    { weight: 1, arbitrary: strange },
  )
}

function goodValueFor(schema: JsonSchema, known: KnownIds, name: string): fc.Arbitrary<unknown> {
  const { type, anyOf, items = {}, minimum = -1e6, maximum = 1e6 } = schema
  if (anyOf !== undefined) return fc.oneof(...anyOf.map((one) => goodValueFor(one, known, name)))
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (Array.isArray(type))
    return fc.oneof(...type.map((one) => goodValueFor({ ...schema, type: one }, known, name)))
  switch (type) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.oneof(fc.constantFrom(minimum, maximum), fc.integer({ min: minimum, max: maximum }))
    case 'number':
      return fc.oneof(
        fc.constantFrom(minimum, maximum),
        fc.double({ min: minimum, max: maximum, noNaN: true }),
      )
    case 'string':
      return goodText(schema, known[name] ?? [])
    case 'array':
      return fc.array(valueFor(items, known, name.replace(/s$/, '')), { maxLength: 6 })
    case 'object':
      return objectOf(schema.properties ?? {}, known)
    default:
      return strange
  }
}

function goodText({ format, pattern, minLength = 0, maxLength = 60 }: JsonSchema, ids: readonly string[]) {
  if (format === 'date')
    return fc.date({ noInvalidDate: true, min: new Date(0) }).map((at) => at.toISOString().slice(0, 10))
  const texts = fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 60) })
  const edges = fc.constantFrom('a'.repeat(Math.max(1, minLength)), 'z'.repeat(maxLength))
  const matching =
    pattern === undefined || pattern.includes('(?')
      ? []
      : [fc.stringMatching(new RegExp(pattern, 'u'), { size: '-1' })]
  const others = fc.oneof(texts, edges, ...matching)
  return ids.length === 0
    ? others
    : fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...ids) }, { weight: 1, arbitrary: others })
}

/** Most have all their fields, some lack one or have one too many. */
function objectOf(properties: Record<string, JsonSchema>, known: KnownIds): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, one]) => [name, valueFor(one, known, name)]),
  )
  const whole = fc.record(fields)
  const some = fc.record(fields, { requiredKeys: [] })
  const more = fc
    .tuple(some, fc.string({ unit: 'binary' }), strange)
    .map(([one, name, value]) => ({ ...one, [name]: value }))
  return fc.oneof(
    { weight: 5, arbitrary: whole },
    { weight: 3, arbitrary: some },
    { weight: 1, arbitrary: more },
  )
}

/** As an address holds it: half characters are replaced. */
const asText = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString()

/** Columns stand in the description; cells are ids that are there, and whatever else. */
function csvOf(description: string, known: KnownIds): fc.Arbitrary<string | Uint8Array> {
  const columns = [...description.replace(/^.*?: /, '').matchAll(/[a-z]\w+/g)]
    .map(([name]) => name)
    .filter((name) => name !== 'required')
  const cell = (name: string) =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...(known[name] ?? ['7', '2026-02-02', 'Holes'])) },
      { weight: 1, arbitrary: strange.map(asText) },
    )
  const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const rows = fc.array(
    fc.tuple(...columns.map(cell)).map((cells) => cells.map(quoted).join(',')),
    { maxLength: 8 },
  )
  return fc.oneof(
    { weight: 5, arbitrary: rows.map((lines) => [columns.join(','), ...lines, ''].join('\n')) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  )
}

/** Requests for one operation: as the document says, to the edges of what it says, and beyond. */
export function requestsFor(
  path: string,
  operation: Operation,
  known: KnownIds,
): fc.Arbitrary<RandomRequest> {
  const parameters = operation.parameters ?? []
  const values = (place: string) =>
    Object.fromEntries(
      parameters
        .filter((one) => one.in === place)
        .map((one) => [one.name, valueFor(one.schema, known, one.name).map(asText)]),
    )
  return fc
    .record({
      parts: fc.record(values('path')),
      query: fc.record(values('query'), { requiredKeys: [] }),
      more: fc.oneof(
        { weight: 12, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.tuple(fc.string({ unit: 'binary' }).map(asText), strange.map(asText)) },
      ),
      headers: fc.record(
        { 'Idempotency-Key': fc.oneof(fc.uuid(), fc.constantFrom('0', ' ', 'é', 'x'.repeat(201))) },
        { requiredKeys: [] },
      ),
      content: contentOf(operation, known),
    })
    .map(({ parts, query, more, headers, content }) => {
      const asked = new URLSearchParams([
        ...Object.entries(query as Record<string, string>),
        ...(more.length === 0 ? [] : [more]),
      ])
      const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => partOfPath(parts[name] ?? ''))
      const { type, body } = content
      return {
        path: asked.size === 0 ? filled : `${filled}?${asked}`,
        headers: { ...headers, ...(type === undefined ? {} : { 'Content-Type': type }) },
        body,
      }
    })
}

/** An empty part or dots alone would make the address another one. */
const partOfPath = (text: string): string => (/^\.{0,2}$/.test(text) ? '-' : encodeURIComponent(text))

function contentOf(
  { requestBody }: Operation,
  known: KnownIds,
): fc.Arbitrary<{ type?: string; body?: RandomRequest['body'] }> {
  const taken = Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => {
    const body =
      type === 'text/csv'
        ? csvOf(schema.description ?? '', known)
        : fc.oneof(
            { weight: 12, arbitrary: valueFor(schema, known).map((value) => JSON.stringify(value)) },
            {
              weight: 1,
              arbitrary: fc.constantFrom('', '{', '{"a":1,"a":2}', '[1e400]', '\ufeff{}', '"\\ud800"'),
            },
          )
    const types = fc.oneof(
      { weight: 20, arbitrary: fc.constant(type) },
      { weight: 1, arbitrary: fc.constantFrom('text/plain', 'application/xml', `${type}; charset=latin1`) },
    )
    return fc.record({ type: types, body })
  })
  return taken.length === 0 ? fc.constant({}) : fc.oneof(...taken)
}
