import { type Kafka, type Message, Partitioners, type Producer, type ProducerConfig } from 'kafkajs'
import { kafkaAway, within } from './client.ts'

/** Whoever publishes keeps the events and tries again: better to say soon that nobody answered. */
const sendMs = 5_000
/** Well below the 1 MB that a broker takes at once by default, headers and framing included. */
const bytesAtOnce = 500_000

export interface Sender {
  /**
   * Resolves when the brokers hold the messages, in the order given for one key. Throws `unavailable` when they do not
   * say so in some seconds: the messages may or may not be there then.
   */
  send(topic: string, messages: readonly Message[]): Promise<void>
  close(): Promise<void>
}

interface Open {
  producer: Producer
  /** The partitions that the messages under way went to. */
  chosen: Set<number>
}

interface Line {
  send(messages: readonly Message[]): Promise<void>
  close(): Promise<void>
}

/** One line a topic, so that one whose brokers are away holds up no other. */
export function createSender(kafka: Kafka): Sender {
  const lines = new Map<string, Line>()
  return {
    send(topic, messages) {
      const line = lines.get(topic) ?? createLine(kafka, topic)
      lines.set(topic, line)
      return line.send(messages)
    },
    async close() {
      await Promise.all([...lines.values()].map((line) => line.close()))
      lines.clear()
    },
  }
}

/**
 * Sends one after the other. The library counts a send that failed as if it had not happened. If the broker has it
 * nevertheless, the next one carries the same sequence numbers and is dropped as a repetition, while its sender is told
 * that all is well. So a producer that failed once is never used again, and no second send is under way meanwhile.
 */
function createLine(kafka: Kafka, topic: string): Line {
  let opened: Promise<Open> | null = null
  let last: Promise<void> = Promise.resolve()

  const sendSome = async (messages: Message[]): Promise<void> => {
    opened ??= open(kafka)
    const used = opened
    try {
      await within(
        sendMs,
        used.then((open) => sendAll(open, topic, messages)),
      )
    } catch (error) {
      opened = null
      void disconnect(used)
      throw kafkaAway(error)
    }
  }

  const sendInOrder = async (messages: readonly Message[]): Promise<void> => {
    for (const some of inSlices(messages)) await sendSome(some)
  }

  return {
    send(messages) {
      const sent = last.then(() => sendInOrder(messages))
      last = sent.catch(() => {})
      return sent
    },
    async close() {
      await last
      if (opened !== null) await disconnect(opened)
      opened = null
    },
  }
}

async function open(kafka: Kafka): Promise<Open> {
  const chosen = new Set<number>()
  const choose = Partitioners.DefaultPartitioner()
  const createPartitioner: ProducerConfig['createPartitioner'] = () => (about) => {
    const partition = choose(about)
    chosen.add(partition)
    return partition
  }
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner,
  })
  await producer.connect()
  return { producer, chosen }
}

async function sendAll({ producer, chosen }: Open, topic: string, messages: Message[]): Promise<void> {
  chosen.clear()
  const answers = await producer.send({ topic, messages, acks: -1, timeout: sendMs })
  const answered = new Set(answers.map(({ partition }) => partition))
  // When a partition's leader moves between two of the library's own tries, it may forget that partition and resolve.
  for (const partition of chosen) {
    if (!answered.has(partition)) throw new Error(`no broker answered for partition ${partition} of ${topic}`)
  }
}

const disconnect = (opened: Promise<Open>): Promise<void> =>
  opened.then(({ producer }) => producer.disconnect()).catch(() => {})

function* inSlices(messages: readonly Message[]): Generator<Message[]> {
  let slice: Message[] = []
  let bytes = 0
  for (const message of messages) {
    const size = message.value?.length ?? 0
    if (slice.length > 0 && bytes + size > bytesAtOnce) {
      yield slice
      slice = []
      bytes = 0
    }
    slice.push(message)
    bytes += size
  }
  if (slice.length > 0) yield slice
}
