import { readConfig } from './config.ts'
import { ShelftalkError } from './core/domain/errors.ts'

const roles = {
  all: 'serves the API and the page and does all background work, in this process',
  migrate: 'brings the database to this version, then ends',
  evaluate: 'measures the ranking on a file of interactions, then ends',
}

async function main(argv: readonly string[]): Promise<number> {
  const [role = 'all', ...rest] = argv
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  switch (role) {
    case 'all': {
      const { serve } = await import('./roles/serve.ts')
      const running = await serve(readConfig(process.env), say)
      await signalled()
      await running.stop()
      return 0
    }
    case 'migrate': {
      const { openDatabase } = await import('./app.ts')
      const driver = await openDatabase(readConfig(process.env), { alone: false })
      await driver.close()
      say('The database is at this version.')
      return 0
    }
    case 'evaluate': {
      const { runEvaluate } = await import('./roles/evaluate.ts')
      return runEvaluate(rest, say)
    }
    default:
      say(`There is no role "${role}". Roles:`)
      for (const [name, what] of Object.entries(roles)) say(`  ${name.padEnd(10)} ${what}`)
      return 2
  }
}

/** Resolves at the first signal to stop; at a second one the process ends at once. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
  })
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const expected =
    error instanceof ShelftalkError || (error instanceof Error && error.message.startsWith('These settings'))
  process.stderr.write(`${expected ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`)
  process.exitCode = 1
}
process.exit()
