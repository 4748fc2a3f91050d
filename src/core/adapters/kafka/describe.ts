import { topics } from '../../domain/events.ts'
import { createCluster } from './admin.ts'
import { createKafka } from './client.ts'
import { allTopicNames, groupName, topicName } from './names.ts'
import type { KafkaTopics } from './options.ts'
import { buriedIn, lagOf } from './topics.ts'

/** What can be seen of a cluster from outside, for a person who wants to know whether all is well. */
export interface KafkaSeen {
  clusterId: string
  brokers: number
  /** Topics that we need and that are not there. */
  missing: string[]
  topics: {
    name: string
    group: string
    partitions: number
    /** Copies of the partition that has the fewest. */
    copies: number
    lag: number
  }[]
  buried: number
}

/** Throws `unavailable` when no broker answers. */
export async function describeKafka(options: KafkaTopics): Promise<KafkaSeen> {
  const cluster = createCluster(createKafka(options))
  try {
    return await cluster.ask(async (admin) => {
      const { clusterId, brokers } = await admin.describeCluster()
      const there = new Set(await admin.listTopics())
      const wanted = allTopicNames(options)
      const missing = [...wanted.events, ...wanted.deadLetters].filter((name) => !there.has(name))
      const present = topics.filter((topic) => there.has(topicName(options, topic)))
      const { topics: made } = await admin.fetchTopicMetadata({
        topics: present.map((topic) => topicName(options, topic)),
      })
      const seen = present.map(async (topic) => {
        const name = topicName(options, topic)
        const partitions = made.find((one) => one.name === name)?.partitions ?? []
        return {
          name,
          group: groupName(options, topic),
          partitions: partitions.length,
          copies: Math.min(...partitions.map(({ replicas }) => replicas.length)),
          lag: await lagOf(admin, options, topic),
        }
      })
      return {
        clusterId,
        brokers: brokers.length,
        missing,
        topics: await Promise.all(seen),
        buried: missing.length === 0 ? await buriedIn(admin, options) : 0,
      }
    })
  } finally {
    await cluster.close()
  }
}
