import { randomUUID } from 'node:crypto'
import type { EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs'
import type { Topic } from '../../domain/events.ts'
import type { Cluster } from './admin.ts'
import { kafkaAway } from './client.ts'
import { eventIn, revived } from './letters.ts'
import { deadLettersName, topicName } from './names.ts'
import type { KafkaBusOptions } from './options.ts'
import type { Sender } from './sender.ts'
import { rangesHeld } from './topics.ts'

/** A replay that got nothing to read for so long says so instead of waiting on. */
const silentMs = 30_000
/** The end of a replay waits for the last read, which finds nothing. */
const fetchMs = 100

interface Deps {
  kafka: Kafka
  cluster: Cluster
  sender: Sender
  options: KafkaBusOptions
}

/**
 * Puts the dead letters of a topic back on their way, up to the one that was the last when it began, and answers how
 * many. Events go back to where the relay finds them; what is none of ours goes to the topic as it is. Letters are
 * deleted only then: a replay that is killed half way repeats some, and loses none.
 */
export async function replayTopic(deps: Deps, topic: Topic): Promise<number> {
  const { cluster, options } = deps
  const name = deadLettersName(options, topic)
  const held = await cluster.ask((admin) => rangesHeld(admin, name))
  const ends = new Map(held.filter(({ from, to }) => to > from).map(({ partition, to }) => [partition, to]))
  if (ends.size === 0) return 0
  let replayed = 0
  await readUntil(
    deps.kafka,
    { name, ends, groupId: `${options.topicPrefix}replay-${randomUUID()}` },
    async (partition, letters) => {
      await putBack(deps, topic, letters)
      replayed += letters.length
      const last = letters.at(-1)
      if (last === undefined) return
      const offset = String(Number(last.offset) + 1)
      await cluster.ask((admin) =>
        admin.deleteTopicRecords({ topic: name, partitions: [{ partition, offset }] }),
      )
    },
  )
  return replayed
}

async function putBack(
  { sender, options }: Deps,
  topic: Topic,
  letters: readonly KafkaMessage[],
): Promise<void> {
  const opened = letters.map((letter) => ({ letter, event: eventIn(letter) }))
  const events = opened.flatMap(({ event }) => (event === null ? [] : [event]))
  if (events.length > 0) await options.restore(topic, events)
  const foreign = opened.flatMap(({ letter, event }) => (event === null ? [revived(letter)] : []))
  if (foreign.length > 0) await sender.send(topicName(options, topic), foreign)
}

/**
 * Reads a topic from its beginning to these ends. In a group of its own, so that two replays at once both see
 * everything; the brokers forget a group that committed nothing.
 */
async function readUntil(
  kafka: Kafka,
  { name, ends, groupId }: { name: string; ends: Map<number, number>; groupId: string },
  each: (partition: number, messages: KafkaMessage[]) => Promise<void>,
): Promise<void> {
  const consumer = kafka.consumer({
    groupId,
    maxWaitTimeInMs: fetchMs,
    allowAutoTopicCreation: false,
    retry: { restartOnFailure: async () => false },
  })
  let timer: NodeJS.Timeout | undefined
  try {
    await consumer.connect().catch(failAway)
    await consumer.subscribe({ topics: [name], fromBeginning: true }).catch(failAway)
    await new Promise<void>((resolve, reject) => {
      const left = new Map(ends)
      timer = setTimeout(() => reject(kafkaAway(new Error('nothing to read'))), silentMs)
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(kafkaAway(payload.error)))
      const read = async ({ batch: { partition, messages } }: EachBatchPayload): Promise<void> => {
        const end = left.get(partition) ?? 0
        const wanted = messages.filter(({ offset }) => Number(offset) < end)
        if (wanted.length > 0) await each(partition, wanted)
        timer?.refresh()
        if (Number(messages.at(-1)?.offset ?? 0) + 1 >= end) left.delete(partition)
        if (left.size === 0) resolve()
      }
      // What fails in `each` is the replay's failure: the library would try the same letters again.
      const eachBatch = (payload: EachBatchPayload): Promise<void> => read(payload).catch(reject)
      consumer.run({ autoCommit: false, eachBatch }).catch(reject)
    })
  } finally {
    clearTimeout(timer)
    await consumer.disconnect().catch(() => {})
  }
}

function failAway(cause: unknown): never {
  throw kafkaAway(cause)
}
