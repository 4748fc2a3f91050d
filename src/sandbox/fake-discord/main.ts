import { startFakeDiscord } from './server.ts'

/** Runs the stand-in alone: `node --import tsx src/sandbox/fake-discord/main.ts 8092`. */
const discord = await startFakeDiscord({ port: Number(process.argv[2] ?? 0) })
process.stdout.write(`${discord.api}\n${discord.token}\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void discord.close())
