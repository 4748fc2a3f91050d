import { expect, test } from 'vitest'
import { eventTypes } from '../../src/core/domain/events.ts'
import { textOf } from '../support/repository.ts'

test('docs/events.md lists every event with its version, topic and data, and no other', () => {
  const listed = [...textOf('docs/events.md').matchAll(/^\| `(shelftalk\.[^`]+)` \| (\d+) \| `([^`]+)` \| [^|]+ \| ([^|]+) \|/gm)]
  const fromPage = listed.map(([, type, version, topic, data]) => ({
    type,
    version: Number(version),
    topic,
    data: (data ?? '').match(/[a-z_]+/g),
  }))
  const fromCode = Object.entries(eventTypes).map(([type, { version, topic, data }]) => ({
    type,
    version,
    topic,
    data: Object.keys(data.shape),
  }))
  expect(fromPage).toEqual(fromCode)
})
