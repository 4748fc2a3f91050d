import type { Config } from '../config.ts'
import { ShelftalkError } from '../core/domain/errors.ts'

/** Tells Discord the bot's commands, all of them at once; done with every deployment. Answers the exit code. */
export async function runDiscordCommands(
  { secrets }: Pick<Config, 'secrets'>,
  say: (line: string) => void,
): Promise<number> {
  const token = secrets.discordToken
  if (token === null)
    throw new ShelftalkError('invalid_input', 'There is no Discord bot: set DISCORD_TOKEN to its token.')
  const { putCommands } = await import('../bots/discord/put-commands.ts')
  const names = await putCommands({ token })
  say(`Discord knows ${names.length} commands now: ${names.map((name) => `/${name}`).join(', ')}.`)
  return 0
}
