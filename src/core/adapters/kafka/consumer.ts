import { setTimeout as pause } from 'node:timers/promises'
import type { Consumer, Kafka } from 'kafkajs'
import { within } from './client.ts'
import type { Hands } from './hands.ts'
import type { BusLog } from './options.ts'

/**
 * The longest wait of the brokers for something to read: they answer at once when there is something. A stop, a change
 * in the group and a partition that is read again wait for it.
 */
const fetchMs = 250
const fetchBytesAPartition = 256_000
const heartbeatMs = 1_000
/** How often it is told to the brokers how far the work has come: what a kill may repeat. */
const commitMs = 100
/** Also without news, should another process have told them less. */
const commitAgainMs = 5_000
/** A library that has asked the brokers nothing for so long has died without a word. */
const silentMs = 120_000
const restartMs = 500
/** What is begun may end in this time; then the others get the partitions, and it again. */
const finishMs = 5_000
const leaveMs = 2_000

export interface TopicConsumer {
  /** Resolves when it has joined its group, or with false when it has not in `limitMs` and goes on trying. */
  start(limitMs: number): Promise<boolean>
  /** Ends what is begun, tells how far it came, and leaves the group. Safe to call twice. */
  stop(): Promise<void>
}

interface About {
  topic: string
  groupId: string
  sessionTimeoutMs: number
}

/** A member of the group that consumes one topic. It comes back by itself however often it falls out. */
export function createTopicConsumer(
  kafka: Kafka,
  about: About,
  deps: { hands: Hands; prepare(): Promise<void>; log: BusLog },
): TopicConsumer {
  const { hands, log } = deps
  const end = signal()
  const joined = signal()
  let isMember = false
  let wasTold = false
  let committer: Committer | null = null
  let living: Promise<void> | null = null
  let stopping: Promise<void> | null = null

  /** From joining the group to falling out of it. */
  const live = async (): Promise<void> => {
    await deps.prepare()
    const consumer = kafka.consumer({
      groupId: about.groupId,
      sessionTimeout: about.sessionTimeoutMs,
      heartbeatInterval: Math.min(heartbeatMs, about.sessionTimeoutMs / 5),
      maxWaitTimeInMs: fetchMs,
      maxBytesPerPartition: fetchBytesAPartition,
      allowAutoTopicCreation: false,
      // Restarted by the library, a consumer that crashed while it was being stopped would join the group again.
      retry: { restartOnFailure: async () => false },
    })
    const crashed = watchFor(consumer)
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      hands.assign(payload.memberAssignment[about.topic] ?? [])
      isMember = true
      joined.give()
    })
    committer = createCommitter(consumer, about.topic, deps)
    try {
      await consumer.connect()
      await consumer.subscribe({ topics: [about.topic], fromBeginning: true })
      await consumer.run({
        autoCommit: false,
        eachBatch: async (payload) => hands.take(payload.batch, payload.pause),
      })
      await Promise.race([end.given, crashed.failure])
    } finally {
      crashed.forget()
      committer.end()
      hands.assign([])
      await within(leaveMs, consumer.disconnect()).catch(() => {})
    }
  }

  const liveOn = async (): Promise<void> => {
    while (!end.isGiven()) {
      isMember = false
      try {
        await live()
      } catch (error) {
        if (end.isGiven()) return
        // Said once: with the brokers away, it is the same every second.
        const level = isMember || !wasTold ? 'warn' : 'debug'
        log[level]({ topic: about.topic, err: error }, 'not in the group of this topic; joining it again')
        wasTold = true
        await Promise.race([pause(restartMs, undefined, { ref: false }), end.given])
      }
    }
  }

  const finish = async (): Promise<void> => {
    hands.close()
    await within(finishMs, hands.idle()).catch(() => {})
    await within(leaveMs, committer?.commit() ?? Promise.resolve()).catch(() => {})
    end.give()
    // One that is just trying to reach the brokers ends by itself.
    await within(2 * leaveMs, living ?? Promise.resolve()).catch(() => {})
  }

  return {
    async start(limitMs) {
      living ??= liveOn()
      return await within(limitMs, joined.given).then(
        () => true,
        () => false,
      )
    },
    stop: () => (stopping ??= finish()),
  }
}

interface Signal {
  given: Promise<void>
  give(): void
  isGiven(): boolean
}

function signal(): Signal {
  let isGiven = false
  let resolve = (): void => {}
  const given = new Promise<void>((done) => {
    resolve = done
  })
  return {
    given,
    isGiven: () => isGiven,
    give() {
      isGiven = true
      resolve()
    },
  }
}

/** Fails when the library says that it gave up, or says nothing at all for a long time. */
function watchFor(consumer: Consumer): { failure: Promise<never>; forget(): void } {
  let heardAt = performance.now()
  let timer: NodeJS.Timeout | undefined
  const failure = new Promise<never>((_, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error))
    consumer.on(consumer.events.FETCH_START, () => {
      heardAt = performance.now()
    })
    timer = setInterval(() => {
      if (performance.now() - heardAt > silentMs) reject(new Error('the consumer stopped reading'))
    }, silentMs / 10)
  })
  failure.catch(() => {})
  return { failure, forget: () => clearInterval(timer) }
}

interface Committer {
  commit(): Promise<void>
  end(): void
}

/** Tells the brokers from time to time how far the work has come. */
function createCommitter(
  consumer: Consumer,
  topic: string,
  { hands, log }: { hands: Hands; log: BusLog },
): Committer {
  const told = new Map<number, { offset: number; at: number }>()
  let underWay: Promise<void> | null = null

  const tell = async (): Promise<void> => {
    const at = performance.now()
    const news = hands.reached().filter(({ partition, offset }) => {
      const last = told.get(partition)
      return last === undefined || last.offset !== offset || at - last.at > commitAgainMs
    })
    if (news.length === 0) return
    try {
      await consumer.commitOffsets(
        news.map(({ partition, offset }) => ({ topic, partition, offset: String(offset) })),
      )
      for (const { partition, offset } of news) told.set(partition, { offset, at })
    } catch (error) {
      // The group is being formed anew, or the broker is away: it is told again in a moment.
      log.debug({ topic, err: error }, 'how far the work has come could not be told')
    }
  }

  const commit = async (): Promise<void> => {
    await underWay
    underWay = tell().finally(() => {
      underWay = null
    })
    await underWay
  }

  const timer = setInterval(() => {
    if (underWay === null) void commit()
  }, commitMs)
  return { commit, end: () => clearInterval(timer) }
}
