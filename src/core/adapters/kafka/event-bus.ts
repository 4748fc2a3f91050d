import { topics } from '../../domain/events.ts'
import type { EventBus, Subscription } from '../../ports/runtime.ts'
import { createCluster } from './admin.ts'
import { createKafka, within } from './client.ts'
import { createTopicConsumer, type TopicConsumer } from './consumer.ts'
import { createDelivery } from './delivery.ts'
import { createHands } from './hands.ts'
import { messageOf } from './letters.ts'
import { deadLettersName, groupName, topicName } from './names.ts'
import type { KafkaBusOptions } from './options.ts'
import { replayTopic } from './replay.ts'
import { createSender } from './sender.ts'
import { buriedIn, ensureTopics, lagOf } from './topics.ts'

/** Readers of a process that was killed wait for so long. Heartbeats go every second, whatever the work takes. */
const defaultSessionTimeoutMs = 10_000
/** A start does not wait longer for its groups: with the brokers away, the process serves and joins them later. */
const joinMs = 10_000
const closeMs = 3_000

/**
 * The bus on Kafka. An event is safe when the brokers acknowledged it. It is read by the member of the topic's group
 * that has its partition, applied in the order of its key, and told to be done only afterwards: whoever dies in
 * between, the next one gets it again.
 */
export function createKafkaEventBus(options: KafkaBusOptions): EventBus {
  const { log } = options
  const kafka = createKafka(options)
  const cluster = createCluster(kafka)
  const sender = createSender(kafka)
  const prepare = untilDone(() => ensureTopics(cluster, options))
  const subscriptions: Subscription[] = []
  let consumers: TopicConsumer[] = []

  const consumerOf = (subscription: Subscription): TopicConsumer => {
    const { topic } = subscription
    const deliver = createDelivery(subscription, options, (letter) =>
      sender.send(deadLettersName(options, topic), [letter]),
    )
    const about = {
      topic: topicName(options, topic),
      groupId: groupName(options, topic),
      sessionTimeoutMs: options.sessionTimeoutMs ?? defaultSessionTimeoutMs,
    }
    return createTopicConsumer(kafka, about, { hands: createHands(deliver), prepare, log })
  }

  return {
    keeps: true,
    subscribe(subscription) {
      const { topic, consumer } = subscription
      if (options.consumers[topic] !== consumer || subscriptions.some((other) => other.topic === topic)) {
        throw new Error(`topic ${topic} is consumed by ${options.consumers[topic]} alone, not by ${consumer}`)
      }
      subscriptions.push(subscription)
    },
    async start() {
      if (consumers.length > 0) return
      consumers = subscriptions.map(consumerOf)
      const joined = await Promise.all(consumers.map((consumer) => consumer.start(joinMs)))
      if (joined.includes(false)) log.warn({}, 'Kafka does not answer; the consumers join when it does')
    },
    async publish(topic, events) {
      await prepare()
      await sender.send(topicName(options, topic), events.map(messageOf))
    },
    async lag(topic) {
      await prepare()
      return cluster.ask((admin) => lagOf(admin, options, topic))
    },
    async buried() {
      await prepare()
      return cluster.ask((admin) => buriedIn(admin, options))
    },
    async replay(topic) {
      await prepare()
      let replayed = 0
      for (const one of topic === null ? topics : [topic]) {
        replayed += await replayTopic({ kafka, cluster, sender, options }, one)
      }
      return replayed
    },
    async stop() {
      await Promise.all(consumers.map((consumer) => consumer.stop()))
      consumers = []
      await within(closeMs, Promise.all([sender.close(), cluster.close()])).catch(() => {})
    },
  }
}

/** Does it once for all who ask; a failure is tried again by the next who asks. */
function untilDone(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null
  return () => {
    done ??= work().catch((error: unknown) => {
      done = null
      throw error
    })
    return done
  }
}
