// Measures the running program against its limits (limits.ts); exits with 1 when one is missed.
//
//   npm run bench                                  the embedded default with the demo school
//   npm run bench -- --book-crossing FOLDER        also with the Book-Crossing sample loaded (about ten minutes)
//   npm run bench -- services                      api and worker processes on PostgreSQL, Redis and Kafka: those that
//                                                  the environment names, else brought up by scripts/services.sh
//   npm run bench -- chat                          the Slack bot beside the stand-in: acknowledged, answered, 500 votes
//   npm run bench -- lti                           the tool in courses beside the stand-in: launches, one token twenty
//                                                  times at once, five hundred logins from one address
//   npm run bench -- ranking                       the night's rebuild for schools of several sizes, and one score
//   npm run bench -- ranking --draw                the same, and the picture of its costs in docs/RANKING.md
//   npm run bench -- ranking --http --split-dir DIR --books FILE [--markdown PAGE.md]
//                                                  what the service answers beside what the evaluation ranks
//   --small                                        fewer and shorter rounds, for CI
//
// It runs what was built (`npm run build`).
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchChat } from './chat/run.ts'
import { benchEmbedded } from './embedded.ts'
import { benchLti } from './lti/run.ts'
import { isBuilt } from './program.ts'
import { benchOverHttp } from './ranking/over-http.ts'
import { benchRanking } from './ranking/run.ts'
import { type Result, report } from './results.ts'
import { benchServices, onOwnServers } from './servers/run.ts'

const args = process.argv.slice(2)
const { values: options, positionals } = parseArgs({
  args,
  allowPositionals: true,
  options: {
    small: { type: 'boolean', default: false },
    'book-crossing': { type: 'string' },
    draw: { type: 'boolean', default: false },
    http: { type: 'boolean', default: false },
    'split-dir': { type: 'string' },
    books: { type: 'string' },
    markdown: { type: 'string' },
  },
})

const kinds = ['embedded', 'services', 'ranking', 'chat', 'lti'] as const
type What = (typeof kinds)[number]
const isKnown = (what: string): what is What => kinds.some((kind) => kind === what)

/** CI's machines are noisy, and a short run tells little: there only gross losses fail. */
const slackInSmall = 3

process.exitCode = await bench(positionals[0] ?? 'embedded')

async function bench(what: string): Promise<number> {
  if (!isBuilt) {
    console.error('There is nothing built to measure. Run `npm run build` first.')
    return 2
  }
  if (!isKnown(what)) {
    console.error(`There is no "${what}" to measure. Leave it out, or say services, ranking, chat or lti.`)
    return 2
  }
  if (what === 'services' && process.env.DATABASE_URL === undefined) return onOwnServers(args)
  const scratch = mkdtempSync(join(tmpdir(), 'shelftalk-bench-'))
  try {
    return report(await measure(what, scratch), options.small ? slackInSmall : 1) ? 0 : 1
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function measure(what: What, scratch: string): Promise<Result[]> {
  if (what === 'services') return benchServices(scratch, options.small)
  if (what === 'chat') return benchChat(scratch, options.small)
  if (what === 'lti') return benchLti(scratch, options.small)
  if (what === 'embedded')
    return benchEmbedded(scratch, { isSmall: options.small, bookCrossing: options['book-crossing'] })
  if (!options.http) return benchRanking({ isSmall: options.small, draws: options.draw })
  const { 'split-dir': splitDir, books, markdown } = options
  if (splitDir === undefined || books === undefined)
    throw new Error('--http needs a split and its books: --split-dir DIR --books FILE')
  return benchOverHttp(scratch, { splitDir, books, markdown })
}
