import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'

const diskMegabytes = 200

/** The name of the database in an address. */
const nameOf = (databaseUrl: string): string => new URL(databaseUrl).pathname.slice(1)

/** Statements in sessions of their own, as the login of the product. */
async function ask(databaseUrl: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

/** From here on no session may write: those that are open end, as at a fail-over to a stand-by. */
export const makeReadOnly = (databaseUrl: string): Promise<void> =>
  ask(
    databaseUrl,
    `alter database ${nameOf(databaseUrl)} set default_transaction_read_only = on`,
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  )

/** New sessions may write again; those that are open stay as they are. */
export const makeWritable = (databaseUrl: string): Promise<void> =>
  ask(
    databaseUrl,
    'set default_transaction_read_only = off',
    `alter database ${nameOf(databaseUrl)} reset default_transaction_read_only`,
  )

export interface SmallDisk {
  /** Writes until there is no room. */
  fill(): void
  /** There is room again. */
  empty(): void
  /** Moves everything away from it and gives it back. */
  remove(): Promise<void>
}

/** Moves all tables of the database onto a small disk of their own; null where this user may not mount one. */
export async function ontoSmallDisk(databaseUrl: string): Promise<SmallDisk | null> {
  const folder = mkdtempSync(join(tmpdir(), 'shelftalk-disk-'))
  execFileSync('chmod', ['755', folder])
  const disk = join(folder, 'disk')
  mkdirSync(disk)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMegabytes}m`, 'tmpfs', disk], { stdio: 'ignore' })
  } catch {
    rmSync(folder, { recursive: true })
    return null
  }
  const tables = join(disk, 'tables')
  mkdirSync(tables)
  execFileSync('chown', ['nobody', tables])
  const superuserUrl = new URL(process.env.SUPERUSER_DATABASE_URL ?? '')
  superuserUrl.pathname = new URL(databaseUrl).pathname
  const name = `small_${nameOf(databaseUrl)}`
  const move = (from: string, to: string) =>
    ['table', 'index'].map((kind) => `alter ${kind} all in tablespace ${from} set tablespace ${to}`)
  await ask(superuserUrl.href, `create tablespace ${name} location '${tables}'`, ...move('pg_default', name))
  const filler = join(disk, 'filler')
  return {
    fill: () => void execFileSync('bash', ['-c', `cat /dev/zero >'${filler}' 2>/dev/null || true`]),
    empty: () => rmSync(filler, { force: true }),
    async remove() {
      rmSync(filler, { force: true })
      await ask(superuserUrl.href, ...move(name, 'pg_default'), `drop tablespace ${name}`)
      execFileSync('umount', ['--lazy', disk])
      rmSync(folder, { recursive: true })
    },
  }
}
