import { startFakeSlack } from './server.ts'

/** Runs the stand-in alone: `node --import tsx src/sandbox/fake-slack/main.ts 8091`. */
const slack = await startFakeSlack({ port: Number(process.argv[2] ?? 0) })
process.stdout.write(`${slack.api}\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void slack.close())
