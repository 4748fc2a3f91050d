import { type APIApplication, type APIApplicationCommand, Routes } from 'discord.js'
import { createRest } from './channel-look.ts'
import { discordCommands } from './commands.ts'

/** Makes these the commands of the bot's application, and no others; answers their names. */
export async function putCommands({
  token,
  api,
}: {
  token: string
  api?: string | undefined
}): Promise<string[]> {
  const rest = createRest({ token, api })
  const { id } = (await rest.get(Routes.currentApplication())) as APIApplication
  const put = await rest.put(Routes.applicationCommands(id), { body: discordCommands() })
  return (put as APIApplicationCommand[]).map(({ name }) => name)
}
