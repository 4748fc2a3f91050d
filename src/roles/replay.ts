import { createApp } from '../app.ts'
import type { Config } from '../config.ts'
import { connect } from '../connections.ts'
import { type Topic, topics } from '../core/domain/events.ts'
import { createLog } from '../log.ts'

/** Puts events that could not be applied back on their way, once what was wrong with them is mended. */
export async function runReplay(
  config: Config,
  [topic]: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  if (topic !== undefined && !isTopic(topic)) {
    say(`There is no topic "${topic}". Topics: ${topics.join(', ')}.`)
    return 2
  }
  const log = createLog(config.logLevel)
  const app = createApp(await connect(config, log, { serves: false }), log)
  try {
    const replayed = await app.bus.replay(topic ?? null)
    say(`${replayed} events are on their way again.`)
    return 0
  } finally {
    await app.close()
  }
}

const isTopic = (text: string): text is Topic => (topics as readonly string[]).includes(text)
