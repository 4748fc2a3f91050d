// Writes what follows from the commands of the bots: manifests/discord-commands.json.
//
//   npm run discord-commands               writes it
//   npm run discord-commands -- --check    exits 1 when it is not what would be written
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { discordCommands } from '../src/bots/discord/commands.ts'

const file = fileURLToPath(new URL('../manifests/discord-commands.json', import.meta.url))
const text = `${JSON.stringify(discordCommands(), null, 2)}\n`
const isCheck = process.argv.includes('--check')
if (!isCheck) writeFileSync(file, text)
else if (readFileSync(file, 'utf8') !== text) {
  console.error('discord-commands: the manifest is behind the code; run `npm run discord-commands`')
  process.exit(1)
}
