import { setTimeout as pause } from 'node:timers/promises'
import type { Admin, Kafka } from 'kafkajs'
import { kafkaAway, within } from './client.ts'

const answerMs = 8_000
const pauseMs = 200

/** Questions to the cluster itself, over a connection that is opened by the first of them. */
export interface Cluster {
  /** Throws `unavailable` when there is no answer in some seconds. */
  ask<T>(question: (admin: Admin) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export function createCluster(kafka: Kafka): Cluster {
  let opened: Promise<Admin> | null = null

  const open = async (): Promise<Admin> => {
    const admin = kafka.admin()
    await admin.connect()
    return admin
  }

  const close = async (): Promise<void> => {
    const last = opened
    opened = null
    await last?.then((admin) => admin.disconnect()).catch(() => {})
  }

  const askOnce = async <T>(question: (admin: Admin) => Promise<T>, limitMs: number): Promise<T> => {
    opened ??= open()
    const asked = opened
    try {
      return await within(limitMs, asked.then(question))
    } catch (error) {
      // The next question starts from a fresh connection: what this one knows of the brokers may be outdated.
      if (opened === asked) void close()
      throw error
    }
  }

  return {
    async ask(question) {
      const givenUpAt = performance.now() + answerMs
      for (;;) {
        try {
          return await askOnce(question, givenUpAt - performance.now())
        } catch (error) {
          if (!isPassing(error) || performance.now() + pauseMs > givenUpAt) throw kafkaAway(error)
          await pause(pauseMs)
        }
      }
    },
    close,
  }
}

/** Brokers that have just started, or made a topic, answer for a moment that they do not know. */
const isPassing = (error: unknown): boolean =>
  error instanceof Error &&
  // By its name: Node does not see the library's classes of errors among what it exports.
  error.name === 'KafkaJSProtocolError' &&
  'retriable' in error &&
  error.retriable === true
