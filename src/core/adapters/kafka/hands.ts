import { setMaxListeners } from 'node:events'
import type { KafkaMessage } from 'kafkajs'
import { createKeyLanes } from './key-lanes.ts'
import { createOffsets, type Offsets } from './offsets.ts'

/** From so many messages of a partition in hand, no more of it are read; from half as many on, reading goes on. */
const enoughInHand = 1_000

export interface Batch {
  partition: number
  messages: readonly KafkaMessage[]
  highWatermark: string
}

/** The messages that a consumer has taken and is working on, by partition and key. */
export interface Hands {
  /** These partitions are ours now. What was not begun of others is dropped: somebody else has it. */
  assign(partitions: readonly number[]): void
  /** Takes what was read and answers at once. `pause` stops the reading of the partition until what it answers is called. */
  take(batch: Batch, pause: () => () => void): void
  /** How far each partition is done without a gap. */
  reached(): { partition: number; offset: number }[]
  /** Takes nothing more, and drops what was not begun. */
  close(): void
  /** Resolves when what was begun is done. */
  idle(): Promise<void>
}

interface Hand {
  offsets: Offsets
  /** Aborted when the partition is no longer ours. */
  ours: AbortController
  goOn: (() => void) | null
}

/**
 * `work` answers whether the message is done; one that is not is somebody else's from now on. It never throws, and ends
 * soon when its signal is aborted.
 */
export function createHands(work: (message: KafkaMessage, ours: AbortSignal) => Promise<boolean>): Hands {
  const lanes = createKeyLanes()
  const hands = new Map<number, Hand>()
  let assigned: ReadonlySet<number> = new Set()
  let closed = false

  const drop = (partition: number): void => {
    hands.get(partition)?.ours.abort()
    hands.delete(partition)
  }

  const handFor = ({ partition, messages, highWatermark }: Batch): Hand => {
    const known = hands.get(partition)
    // A topic that ends before what was read of it lost its end, or was made anew: it holds other messages now.
    if (known !== undefined && known.offsets.next() <= Number(highWatermark)) return known
    drop(partition)
    const ours = new AbortController()
    setMaxListeners(0, ours.signal)
    const fresh = { offsets: createOffsets(Number(messages[0]?.offset ?? highWatermark)), ours, goOn: null }
    hands.set(partition, fresh)
    return fresh
  }

  const finish = (hand: Hand, done: () => void): void => {
    done()
    if (hand.goOn === null || hand.offsets.waiting() > enoughInHand / 2) return
    hand.goOn()
    hand.goOn = null
  }

  return {
    assign(partitions) {
      assigned = new Set(partitions)
      for (const partition of [...hands.keys()]) if (!assigned.has(partition)) drop(partition)
    },
    take(batch, pause) {
      if (closed) return void pause()
      if (!assigned.has(batch.partition)) return
      const hand = handFor(batch)
      const { signal } = hand.ours
      for (const message of batch.messages) {
        // Read again after the group was formed anew: it is in hand, or done, since before.
        const done = hand.offsets.take(Number(message.offset))
        if (done === null) continue
        lanes.push(keyOf(message), async () => {
          if (!signal.aborted && (await work(message, signal))) finish(hand, done)
        })
      }
      if (hand.goOn === null && hand.offsets.waiting() >= enoughInHand) hand.goOn = pause()
    },
    reached: () => [...hands].map(([partition, { offsets }]) => ({ partition, offset: offsets.reached() })),
    close() {
      closed = true
      for (const { ours } of hands.values()) ours.abort()
    },
    idle: lanes.idle,
  }
}

const keyOf = ({ key }: KafkaMessage): string => key?.toString() ?? ''
