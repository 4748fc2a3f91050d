import type { App } from '../../app.ts'
import type { Log } from '../../log.ts'
import type { Switches } from '../../sandbox/playground/server.ts'
import type { Bots } from '../bots.ts'
import { startCourse } from './course.ts'
import { startDiscord } from './discord.ts'
import { startSlack } from './slack.ts'

/** Stand-ins of platforms beside the demo, with the bots that talk to the chats among them, and one page for all. */
export interface Sandbox {
  page: string
  discordPage: string
  slackPage: string
  /** Where the course is. */
  course: string
  handlers: Bots['handlers']
  stop(): Promise<void>
}

/** Starts it all. Never beside a real school. `address`: where the service answers; `tool`: where courses open it. */
export async function startSandbox(
  app: App,
  { address, tool, switches, log }: { address: string; tool: string; switches: Switches; log: Log },
): Promise<Sandbox> {
  const { startPlayground } = await import('../../sandbox/playground/server.ts')
  const [discord, slack] = [await startDiscord(app, address, log), await startSlack(app, address, log)]
  const course = await startCourse(app, tool)
  const both = (what: 'loseReply' | 'double') => (isOn: boolean) => {
    discord[what](isOn)
    slack[what](isOn)
  }
  const playground = await startPlayground({
    windows: { Slack: slack.page, Discord: discord.page },
    apart: {
      'A course with the tool in it': course.course,
      'A learning platform to connect, as its admin': course.unconnected,
      'The service’s own page': address,
    },
    switches: {
      ...switches,
      'Replies to what the bots post are lost': both('loseReply'),
      'Everything is delivered twice': both('double'),
    },
    service: address,
  })
  return {
    ...{ page: playground.page, discordPage: discord.page, slackPage: slack.page, course: course.course },
    handlers: slack.handlers,
    async stop() {
      await Promise.all([playground.close(), discord.stop(), slack.stop(), course.stop()])
    },
  }
}
