// Measures the running program against its limits (limits.ts); exits with 1 when one is missed.
//
//   npm run bench                                  the embedded default with the demo school
//   npm run bench -- --book-crossing FOLDER        also with the Book-Crossing sample loaded (about ten minutes)
//   npm run bench -- services                      api and worker processes on PostgreSQL, Redis and Kafka: those that
//                                                  the environment names, else brought up by scripts/services.sh
//   npm run bench -- ranking                       the night's rebuild for schools of several sizes, and one score
//   --small                                        fewer and shorter rounds, for CI
//
// It runs what was built (`npm run build`).
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchEmbedded } from './embedded.ts'
import { isBuilt } from './program.ts'
import { benchRanking } from './ranking/run.ts'
import { report } from './results.ts'
import { benchServices, onOwnServers } from './servers/run.ts'

const args = process.argv.slice(2)
const { values: options, positionals } = parseArgs({
  args,
  allowPositionals: true,
  options: { small: { type: 'boolean', default: false }, 'book-crossing': { type: 'string' } },
})

/** CI's machines are noisy, and a short run tells little: there only gross losses fail. */
const slackInSmall = 3

process.exitCode = await bench(positionals[0] ?? 'embedded')

async function bench(what: string): Promise<number> {
  if (!isBuilt) {
    console.error('There is nothing built to measure. Run `npm run build` first.')
    return 2
  }
  if (what !== 'embedded' && what !== 'services' && what !== 'ranking') {
    console.error(`There is no "${what}" to measure. Leave it out, or say services or ranking.`)
    return 2
  }
  if (what === 'services' && process.env.DATABASE_URL === undefined) return onOwnServers(args)
  if (what === 'ranking') return report(benchRanking(options.small), options.small ? slackInSmall : 1) ? 0 : 1
  const scratch = mkdtempSync(join(tmpdir(), 'shelftalk-bench-'))
  try {
    const results =
      what === 'services'
        ? await benchServices(scratch, options.small)
        : await benchEmbedded(scratch, { isSmall: options.small, bookCrossing: options['book-crossing'] })
    return report(results, options.small ? slackInSmall : 1) ? 0 : 1
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
