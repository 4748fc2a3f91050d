import { isIP } from 'node:net'
import { z } from 'zod'

const flag = z.enum(['0', '1']).transform((value) => value === '1')

/** As Express takes them: an address, a network such as 10.0.0.0/8, or a name for the addresses of this machine. */
const proxy = z.string().refine((text) => {
  const [address = '', bits, ...more] = text.split('/')
  if (address === 'loopback') return bits === undefined
  const longest = isIP(address) === 6 ? 128 : 32
  const isNetwork = bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= longest)
  return isIP(address) !== 0 && isNetwork && more.length === 0
}, 'must be addresses or networks such as 10.0.0.0/8, or loopback, separated by commas')

const proxies = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  )
  .pipe(z.array(proxy))

/** The environment. Everything has a default that runs on one machine with nothing else installed. */
const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().min(1).default('127.0.0.1'),
  SHELFTALK_DATA: z.string().min(1).default('data'),
  SHELFTALK_DEMO: flag.optional(),
  SHELFTALK_DEMO_KEY: z.string().min(1).max(200).optional(),
  SHELFTALK_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('warn'),
  SHELFTALK_RATE_LIMIT: z.coerce.number().int().min(1).max(1_000_000).default(2000),
  SHELFTALK_TRUSTED_PROXIES: proxies.default([]),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
})

export interface Config {
  port: number
  host: string
  dataFolder: string
  demo: boolean
  logLevel: string
  /** Requests a second that one service key may make. */
  requestsASecond: number
  /** Whose word about the client's address is taken: those of the proxies in front of this service. */
  trustedProxies: string[]
  /** Settings that are set and that this version does nothing with. */
  notConnected: readonly string[]
  secrets: { demoKey: string | null; databaseUrl: string | null }
}

const notYet = ['REDIS_URL', 'KAFKA_BROKERS', 'OPENAI_API_KEY']

/** Reads the environment once. Throws an Error that names each variable that is wrong and why. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Readonly<Config> {
  const present = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  )
  const read = Environment.safeParse(present)
  if (!read.success) {
    const wrong = read.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`)
    throw new Error(`These settings are wrong:\n  ${wrong.join('\n  ')}`)
  }
  const e = read.data
  return Object.freeze({
    port: e.PORT,
    host: e.HOST,
    dataFolder: e.SHELFTALK_DATA,
    demo: e.SHELFTALK_DEMO ?? e.DATABASE_URL === undefined,
    logLevel: e.SHELFTALK_LOG,
    requestsASecond: e.SHELFTALK_RATE_LIMIT,
    trustedProxies: e.SHELFTALK_TRUSTED_PROXIES,
    notConnected: notYet.filter((name) => present[name] !== undefined),
    secrets: { demoKey: e.SHELFTALK_DEMO_KEY ?? null, databaseUrl: e.DATABASE_URL ?? null },
  })
}
