import { startFakeModel } from './server.ts'

/** Runs the stand-in alone: `node --import tsx src/sandbox/fake-model/main.ts 8091`. Its key is `sk-stand-in`. */
const model = await startFakeModel({ port: Number(process.argv[2] ?? 0) })
process.stdout.write(`${model.url}\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void model.close())
