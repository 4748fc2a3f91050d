import { createApp } from '../app.ts'
import type { Config } from '../config.ts'
import { connect } from '../connections.ts'
import { createLog } from '../log.ts'

/**
 * Lists what people asked for in chats and no attempt could do: what kind of request, in which workspace, when, and the name
 * of the error; never who asked and what. `replay` puts all of it back on its way, for the bots to try again.
 */
export async function runChatRequests(
  config: Config,
  args: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  const [what = 'list', ...more] = args
  if (!(what === 'list' || what === 'replay') || more.length > 0) {
    say('Say: chat-requests, or chat-requests replay')
    return 2
  }
  const log = createLog(config.logLevel)
  const app = createApp(await connect(config, log, { serves: false }), log)
  const { requests } = app.flows.chat
  try {
    if (what === 'replay') {
      say(`${await requests.replay()} requests are on their way again.`)
      return 0
    }
    const { dead } = await requests.counts()
    for (const { platform, tenant, kind, attempts, error, received_at } of await requests.dead())
      say(`${received_at} ${platform} ${tenant}: ${kind}, ${attempts} attempts, ${error ?? 'unknown'}`)
    say(dead === 0 ? 'Nothing was given up.' : `${dead} were given up. Mend what failed, then replay.`)
    return 0
  } finally {
    await app.close()
  }
}
