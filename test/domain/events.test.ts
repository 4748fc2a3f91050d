import { describe, expect, test } from 'vitest'
import {
  type EventType,
  eventTypes,
  makeEvent,
  maxIdsAnEvent,
  parseEvent,
  topics,
} from '../../src/core/domain/events.ts'

const about = {
  id: '0190a0a0-0000-7000-8000-000000000000',
  school: 'school',
  subject: 'ada',
  time: new Date('2026-03-02T08:00:00.000Z'),
}
const vote = { reader_id: 'ada', book_id: 'b1', vote: 'up', voter: 'self' } as const
const event = () => makeEvent('shelftalk.feedback.given', about, vote)

describe('an event', () => {
  test('is a CloudEvent that comes off the wire as it went on', () => {
    expect(event()).toEqual({
      specversion: '1.0',
      id: about.id,
      source: '/shelftalk/core',
      type: 'shelftalk.feedback.given',
      subject: 'ada',
      time: '2026-03-02T08:00:00.000Z',
      datacontenttype: 'application/json',
      dataschema: 'shelftalk.feedback.given/v1',
      school: 'school',
      data: vote,
    })
    expect(parseEvent(JSON.parse(JSON.stringify(event())))).toEqual(event())
  })

  const wrong: [string, unknown][] = [
    ['nothing', null],
    ['a text', 'event'],
    ['another type', { ...event(), type: 'shelftalk.unheard.of' }],
    ['a type that every object has', { ...event(), type: 'constructor' }],
    ['a version that we do not know', { ...event(), dataschema: 'shelftalk.feedback.given/v2' }],
    ['the schema of another type', { ...event(), dataschema: 'shelftalk.books.added/v1' }],
    ['another CloudEvents version', { ...event(), specversion: '0.3' }],
    ['an id that is none', { ...event(), id: 'one' }],
    ['no school', { ...event(), school: '' }],
    ['an attribute that we do not know', { ...event(), traceparent: 'x' }],
    ['data that we do not know', { ...event(), data: { ...vote, name: 'Ada' } }],
    ['data that lacks something', { ...event(), data: { reader_id: 'ada' } }],
    ['another vote', { ...event(), data: { ...vote, vote: 'sideways' } }],
  ]
  test.each(wrong)('with %s is refused', (_what, message) => {
    expect(() => parseEvent(message)).toThrow()
  })

  test('is not made of data that does not fit', () => {
    expect(() =>
      makeEvent('shelftalk.feedback.given', about, { ...vote, vote: 'sideways' as 'up' }),
    ).toThrow()
    expect(() => makeEvent('shelftalk.loans.recorded', about, { reader_id: 'ada', book_ids: [] })).toThrow()
    const many = Array.from({ length: maxIdsAnEvent + 1 }, (_, k) => `b${k}`)
    expect(() => makeEvent('shelftalk.loans.recorded', about, { reader_id: 'ada', book_ids: many })).toThrow()
  })

  test('travels on a topic that the relay knows', () => {
    expect(
      Object.keys(eventTypes).every((type) => topics.includes(eventTypes[type as EventType].topic)),
    ).toBe(true)
    expect(new Set(topics).size).toBe(topics.length)
  })
})
