import { type Topic, topics } from '../../domain/events.ts'
import type { KafkaTopics } from './options.ts'

type Named = Pick<KafkaTopics, 'topicPrefix' | 'consumers'>

export const topicName = ({ topicPrefix }: Named, topic: Topic): string => `${topicPrefix}${topic}`

export const deadLettersName = (names: Named, topic: Topic): string =>
  `${topicName(names, topic)}.dead-letters`

export const groupName = ({ topicPrefix, consumers }: Named, topic: Topic): string =>
  `${topicPrefix}${consumers[topic]}`

/** The topics that we use: those that events travel on, and beside each the one for what could not be applied. */
export const allTopicNames = (names: Named): { events: string[]; deadLetters: string[] } => ({
  events: topics.map((topic) => topicName(names, topic)),
  deadLetters: topics.map((topic) => deadLettersName(names, topic)),
})
