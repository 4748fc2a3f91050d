import { readConfig } from './config.ts'
import { ShelftalkError } from './core/domain/errors.ts'
import { createLog } from './log.ts'

const roles = {
  all: 'serves the API and the page and does all background work, in this process',
  api: 'serves the API and the page; any number side by side, with workers',
  worker: 'works on events and runs jobs; any number side by side',
  bots: 'talks to people on Slack and Discord; two side by side, of which one listens',
  migrate: 'brings database and topics to this version and makes the first school, then ends',
  doctor: 'looks at every connection and says what to do, then ends',
  'discord-commands': "tells Discord the bot's commands, then ends; once with every deployment",
  replay: 'puts events that could not be applied back on their way: replay [TOPIC]',
  backup: 'writes everything in the database into one new file, then ends: backup FILE',
  restore: 'fills an empty database from such a file, then ends: restore FILE',
  'chat-requests':
    'shows what people asked for in chats and could not be done, or tries it again: chat-requests [replay]',
  policy: "shows or changes a school's decisions: policy SCHOOL [name=value ...]",
  'sign-in': "shows or changes where a school's people sign in: sign-in SCHOOL [add|remove|person ID ...]",
  lti: "shows or changes a school's learning platforms: lti SCHOOL [add|approve|on|off ID ...]",
  evaluate: 'measures the ranking on a file of interactions, then ends',
}

async function main(argv: readonly string[]): Promise<number> {
  const [role = 'all', ...rest] = argv
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  switch (role) {
    case 'all':
    case 'api':
    case 'worker':
    case 'bots': {
      const { serve } = await import('./roles/serve.ts')
      const running = await serve(readConfig(process.env), role, say)
      const code = await Promise.race([signalled().then(() => 0), running.failed.then(() => 1)])
      await running.stop()
      return code
    }
    case 'migrate': {
      const { runMigrate } = await import('./roles/migrate.ts')
      return runMigrate(readConfig(process.env), say)
    }
    case 'doctor': {
      const { runDoctor } = await import('./roles/doctor.ts')
      return runDoctor(readConfig(process.env), say)
    }
    case 'discord-commands': {
      const { runDiscordCommands } = await import('./roles/discord-commands.ts')
      return runDiscordCommands(readConfig(process.env), say)
    }
    case 'replay': {
      const { runReplay } = await import('./roles/replay.ts')
      return runReplay(readConfig(process.env), rest, say)
    }
    case 'backup': {
      const { runBackup } = await import('./roles/backup.ts')
      return runBackup(readConfig(process.env), rest, say)
    }
    case 'restore': {
      const { runRestore } = await import('./roles/restore.ts')
      return runRestore(readConfig(process.env), rest, say)
    }
    case 'chat-requests': {
      const { runChatRequests } = await import('./roles/chat-requests.ts')
      return runChatRequests(readConfig(process.env), rest, say)
    }
    case 'policy': {
      const { runPolicy } = await import('./roles/policy.ts')
      return runPolicy(readConfig(process.env), rest, say)
    }
    case 'sign-in': {
      const { runSignIn } = await import('./roles/sign-in.ts')
      const secret = { fromEnvironment: process.env.SHELFTALK_CLIENT_SECRET, stdin: process.stdin }
      return runSignIn(readConfig(process.env), rest, { say, secret })
    }
    case 'lti': {
      const { runLti } = await import('./roles/lti.ts')
      return runLti(readConfig(process.env), rest, say)
    }
    case 'evaluate': {
      const { runEvaluate } = await import('./roles/evaluate.ts')
      return runEvaluate(rest, say)
    }
    default:
      say(`There is no role "${role}". Roles:`)
      for (const [name, what] of Object.entries(roles)) say(`  ${name.padEnd(16)} ${what}`)
      return 2
  }
}

/** Resolves at the first signal to stop; at a second one the process ends at once. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
  })
}

/** Node itself would print all that hangs on an error: rows that a database refused, and addresses with passwords. */
const tellFault = (error: unknown): void => createLog('error').error({ err: error }, 'it ends with a fault')
process.on('uncaughtException', (error) => {
  tellFault(error)
  process.exit(1)
})

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const expected =
    error instanceof ShelftalkError || (error instanceof Error && error.message.startsWith('These settings'))
  if (expected) process.stderr.write(`${(error as Error).message}\n`)
  else tellFault(error)
  process.exitCode = 1
}
process.exit()
