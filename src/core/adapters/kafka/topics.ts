import type { Admin, ITopicConfig } from 'kafkajs'
import type { Topic } from '../../domain/events.ts'
import { topics } from '../../domain/events.ts'
import { type Cluster, createCluster } from './admin.ts'
import { createKafka } from './client.ts'
import { allTopicNames, deadLettersName, groupName, topicName } from './names.ts'
import type { KafkaTopics } from './options.ts'

/** A write that only one of three copies holds is lost with it. */
const copiesThatMustHold = 2
/** Dead letters wait for a person, and for all of a summer's holidays. */
const deadLettersKeptMs = 120 * 24 * 3600 * 1000

/** Makes the topics that are missing, and leaves those that are there alone. Several processes may do it at once. */
export async function ensureTopics(cluster: Cluster, options: KafkaTopics): Promise<void> {
  await cluster.ask(async (admin) => {
    const there = new Set(await admin.listTopics())
    const missing = wantedTopics(options).filter(({ topic }) => !there.has(topic))
    if (missing.length > 0) await admin.createTopics({ topics: missing, waitForLeaders: true })
  })
}

/** The same for a process that does nothing else with Kafka. */
export async function migrateKafka(options: KafkaTopics): Promise<void> {
  const cluster = createCluster(createKafka(options))
  try {
    await ensureTopics(cluster, options)
  } finally {
    await cluster.close()
  }
}

function wantedTopics(options: KafkaTopics): ITopicConfig[] {
  const { events, deadLetters } = allTopicNames(options)
  const { partitions, replicationFactor } = options
  const copies = replicationFactor ?? -1
  const holding =
    copies > copiesThatMustHold ? [{ name: 'min.insync.replicas', value: String(copiesThatMustHold) }] : []
  return [
    ...events.map((topic) => ({
      topic,
      numPartitions: partitions,
      replicationFactor: copies,
      configEntries: holding,
    })),
    ...deadLetters.map((topic) => ({
      topic,
      numPartitions: 1,
      replicationFactor: copies,
      configEntries: [...holding, { name: 'retention.ms', value: String(deadLettersKeptMs) }],
    })),
  ]
}

export interface HeldRange {
  partition: number
  /** The first offset that is there. */
  from: number
  /** The offset that the next message will get. */
  to: number
}

/** What a topic holds, by partition. Offsets are counts: a double holds them exactly for longer than we live. */
export async function rangesHeld(admin: Admin, name: string): Promise<HeldRange[]> {
  const offsets = await admin.fetchTopicOffsets(name)
  return offsets.map(({ partition, low, high }) => ({ partition, from: Number(low), to: Number(high) }))
}

/** Messages that the topic holds and that its consumers have not got through yet. */
export async function lagOf(admin: Admin, options: KafkaTopics, topic: Topic): Promise<number> {
  const name = topicName(options, topic)
  const [held, reached] = await Promise.all([
    rangesHeld(admin, name),
    admin.fetchOffsets({ groupId: groupName(options, topic), topics: [name] }),
  ])
  const committed = new Map(
    reached.flatMap(({ partitions }) =>
      partitions.map(({ partition, offset }) => [partition, Number(offset)] as const),
    ),
  )
  // A group that has committed nothing is at -1.
  return held.reduce(
    (sum, { partition, from, to }) =>
      sum + Math.max(0, to - Math.max(from, committed.get(partition) ?? from)),
    0,
  )
}

/** Dead letters of all topics that nobody has replayed. */
export async function buriedIn(admin: Admin, options: KafkaTopics): Promise<number> {
  const held = await Promise.all(topics.map((topic) => rangesHeld(admin, deadLettersName(options, topic))))
  return held.flat().reduce((sum, { from, to }) => sum + to - from, 0)
}
