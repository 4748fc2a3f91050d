import { expect, test } from 'vitest'
import { eventTypes } from '../../src/core/domain/events.ts'
import { textOf } from '../support/repository.ts'

test('docs/events.md lists every event with its version, topic and data, and no other', () => {
  const rows = textOf('docs/events.md')
    .split('\n')
    .filter((line) => line.startsWith('| `shelftalk.'))
  const listed = rows.map((row) => row.split('|').map((cell) => cell.trim().replaceAll('`', '')))
  const fromPage = listed.map(([, type, version, topic, , data]) => ({
    type,
    version: Number(version),
    topic,
    data: (data ?? '').split(', '),
  }))
  const fromCode = Object.entries(eventTypes).map(([type, { version, topic, data }]) => ({
    type,
    version,
    topic,
    data: Object.keys(data.shape),
  }))
  expect(fromPage).toEqual(fromCode)
})
