import type { KafkaMessage } from 'kafkajs'
import { describe, expect, test, vi } from 'vitest'
import { createHands, type Hands } from '../../src/core/adapters/kafka/hands.ts'
import { createSlots } from '../../src/core/adapters/kafka/key-lanes.ts'
import { createOffsets } from '../../src/core/adapters/kafka/offsets.ts'

const message = (offset: number, key = `key-${offset}`): KafkaMessage =>
  ({ offset: String(offset), key: Buffer.from(key), value: Buffer.from('') }) as KafkaMessage

const batch = (messages: KafkaMessage[], partition = 0, end = 1_000_000) => ({
  partition,
  messages,
  highWatermark: String(end),
})

const ever = () => () => {}

/** Hands whose work ends when the test says so, and what was begun. */
function heldWork(): { hands: Hands; begun: string[]; end(offset: number): Promise<void> } {
  const begun: string[] = []
  const ends = new Map<string, (isDone: boolean) => void>()
  const hands = createHands(({ offset }, ours) => {
    begun.push(offset)
    return new Promise((resolve) => {
      ends.set(offset, resolve)
      ours.addEventListener('abort', () => resolve(false))
    })
  })
  const end = async (offset: number): Promise<void> => {
    ends.get(String(offset))?.(true)
    await new Promise(setImmediate)
  }
  return { hands, begun, end }
}

describe('offsets', () => {
  test('are reached only as far as everything before them is done', () => {
    const offsets = createOffsets(5)
    const [five, six, eight] = [5, 6, 8].map((offset) => offsets.take(offset))
    expect([offsets.reached(), offsets.next(), offsets.waiting()]).toEqual([5, 9, 3])
    six?.()
    expect(offsets.reached()).toBe(5)
    five?.()
    expect(offsets.reached()).toBe(8)
    eight?.()
    expect([offsets.reached(), offsets.waiting()]).toEqual([9, 0])
  })

  test('are taken once', () => {
    const offsets = createOffsets(0)
    expect(offsets.take(0)).not.toBeNull()
    expect(offsets.take(0)).toBeNull()
  })
})

describe('messages in hand', () => {
  test('are worked on in order within a key, and side by side otherwise', async () => {
    const { hands, begun, end } = heldWork()
    hands.assign([0])
    hands.take(batch([message(0, 'ada'), message(1, 'ada'), message(2, 'bo')]), ever)
    expect(begun).toEqual(['0', '2'])
    await end(2)
    expect(hands.reached()).toEqual([{ partition: 0, offset: 0 }])
    await end(0)
    expect(begun).toEqual(['0', '2', '1'])
    await end(1)
    expect(hands.reached()).toEqual([{ partition: 0, offset: 3 }])
  })

  test('stay in hand when the group is formed anew, though the partition is read again', async () => {
    const { hands, begun, end } = heldWork()
    hands.assign([0])
    hands.take(batch([message(0), message(1)]), ever)
    await end(1)
    hands.assign([0, 1])
    hands.take(batch([message(0), message(1), message(2)]), ever)
    expect(begun).toEqual(['0', '1', '2'])
    await end(0)
    await end(2)
    expect(hands.reached()).toEqual([{ partition: 0, offset: 3 }])
  })

  test('of a partition that somebody else has now are dropped, and are not told to be done', async () => {
    const { hands, begun, end } = heldWork()
    hands.assign([0, 1])
    hands.take(batch([message(0, 'ada'), message(1, 'ada')], 0), ever)
    hands.take(batch([message(7, 'bo')], 1), ever)
    hands.assign([1])
    await end(0)
    expect(begun).toEqual(['0', '7'])
    expect(hands.reached()).toEqual([{ partition: 1, offset: 7 }])
    hands.take(batch([message(2)], 0), ever)
    expect(begun).toEqual(['0', '7'])
  })

  test('are forgotten when the topic was made anew: its offsets mean other messages', () => {
    const { hands, begun } = heldWork()
    hands.assign([0])
    hands.take(batch([message(100)]), ever)
    hands.take(batch([message(0, 'new')], 0, 1), ever)
    expect(begun).toEqual(['100', '0'])
    expect(hands.reached()).toEqual([{ partition: 0, offset: 0 }])
  })

  test('are bounded: a partition is not read while too many are, and again when half are done', async () => {
    const { hands, end } = heldWork()
    const goOn = vi.fn()
    const pause = vi.fn(() => goOn)
    hands.assign([0])
    hands.take(batch(Array.from({ length: 1_000 }, (_, offset) => message(offset))), pause)
    expect(pause).toHaveBeenCalledTimes(1)
    for (let offset = 0; offset < 499; offset++) await end(offset)
    expect(goOn).not.toHaveBeenCalled()
    await end(499)
    expect(goOn).toHaveBeenCalledTimes(1)
  })

  test('are neither taken nor begun after the end, and what was begun is waited for', async () => {
    const { hands, begun } = heldWork()
    hands.assign([0])
    hands.take(batch([message(0, 'ada'), message(1, 'ada')]), ever)
    hands.close()
    const pause = vi.fn(ever)
    hands.take(batch([message(2)]), pause)
    await hands.idle()
    expect(begun).toEqual(['0'])
    expect(pause).toHaveBeenCalledTimes(1)
    expect(hands.reached()).toEqual([{ partition: 0, offset: 0 }])
  })
})

test('slots are a bound on what runs at once, first come, first served', async () => {
  const slots = createSlots(2)
  const ended: number[] = []
  let atOnce = 0
  const work = async (n: number): Promise<void> => {
    expect(++atOnce).toBeLessThanOrEqual(2)
    await new Promise(setImmediate)
    atOnce--
    ended.push(n)
    if (n === 1) throw new Error('its place is free all the same')
  }
  await Promise.allSettled(Array.from({ length: 6 }, (_, n) => slots.run(() => work(n))))
  expect(ended).toEqual([0, 1, 2, 3, 4, 5])
})
