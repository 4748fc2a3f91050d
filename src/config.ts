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

/** Several values in one variable, separated by commas. */
const listOf = <T extends z.ZodType<unknown, string>>(one: T) =>
  z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(one))

const broker = z
  .string()
  .regex(/^[^\s:]+:\d{1,5}$/, 'must be addresses such as host:9092, separated by commas')
/** 32 bytes in base64, as AES-256 takes them. */
const sealingKey = z
  .base64('must be 32 random bytes in base64: openssl rand -base64 32')
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((key) => key.length === 32, 'must be 32 random bytes in base64: openssl rand -base64 32')
/** The address without a path; cookies of a sign-in need TLS everywhere but on this very machine. */
const publicUrl = z
  .url({ protocol: /^https?$/ })
  .transform((text) => new URL(text))
  .refine(
    ({ protocol, hostname }) =>
      protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname),
    'must begin with https://, but on this very machine',
  )
  .refine(({ pathname, search }) => pathname === '/' && search === '', 'must be an address without a path')
  .transform((url) => url.origin)
/** Three parts, of which the first tells whose it is. */
const discordToken = z.string().regex(/^[\w-]+\.[\w-]+\.[\w-]+$/, 'must be the token of a bot')
/** Parameters that a server which speaks OpenAI's protocol may not know. */
const leftOut = z.enum(['store', 'temperature', 'dimensions', 'max_completion_tokens'])

/** The environment. Everything has a default that runs on one machine with nothing else installed. */
const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().min(1).default('127.0.0.1'),
  SHELFTALK_DATA: z.string().min(1).default('data'),
  SHELFTALK_DEMO: flag.optional(),
  SHELFTALK_SANDBOX: flag.default(false),
  SHELFTALK_DEMO_KEY: z.string().min(1).max(200).optional(),
  SHELFTALK_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('warn'),
  SHELFTALK_RATE_LIMIT: z.coerce.number().int().min(1).max(1_000_000).default(2000),
  SHELFTALK_TRUSTED_PROXIES: listOf(proxy).default([]),
  SHELFTALK_PUBLIC_URL: publicUrl.optional(),
  SHELFTALK_SECRETS_KEY: listOf(sealingKey).default([]),
  SHELFTALK_MAX_PENDING: z.coerce.number().int().min(1000).max(100_000_000).default(500_000),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(10),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  REDIS_PREFIX: z
    .string()
    .regex(/^[a-zA-Z0-9._-]{1,100}$/, 'may hold letters, digits, dots, dashes and underscores')
    .default('shelftalk'),
  KAFKA_BROKERS: listOf(broker).pipe(z.array(z.string()).min(1)).optional(),
  KAFKA_TOPIC_PREFIX: z
    .string()
    .regex(/^[a-zA-Z0-9._-]{0,100}$/, 'may hold letters, digits, dots, dashes and underscores')
    .default('shelftalk.'),
  KAFKA_PARTITIONS: z.coerce.number().int().min(1).max(1000).default(12),
  KAFKA_REPLICATION: z.coerce.number().int().min(1).max(9).default(1),
  KAFKA_SSL: flag.default(false),
  KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  DISCORD_TOKEN: discordToken.optional(),
  SLACK_APP_ID: z.string().min(1).optional(),
  SLACK_CLIENT_ID: z.string().min(1).optional(),
  SLACK_CLIENT_SECRET: z.string().min(1).optional(),
  SLACK_SIGNING_SECRET: z.string().min(1).optional(),
  SLACK_APP_TOKEN: z.string().startsWith('xapp-', 'must be an app-level token, xapp-...').optional(),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  OPENAI_TEXT_MODEL: z.string().min(1).max(100).default('gpt-4.1-mini'),
  OPENAI_EMBEDDING_MODEL: z.string().min(1).max(100).default('text-embedding-3-small'),
  OPENAI_LEAVE_OUT: listOf(leftOut).default([]),
  OPENAI_TOKENS_A_DAY: z.coerce.number().int().min(0).default(1_000_000),
})

export interface Config {
  port: number
  host: string
  dataFolder: string
  demo: boolean
  /** Whether stand-ins of chat platforms run beside the demo, for people on this machine. */
  sandbox: boolean
  logLevel: string
  /** Requests a second that one service key may make. */
  requestsASecond: number
  /** Whose word about the client's address is taken: those of the proxies in front of this service. */
  trustedProxies: string[]
  /** Where people reach this service, as https://books.school.example; null for this very machine only. */
  publicUrl: string | null
  /** Events that may wait to be applied; beyond, nothing more is taken in until some are. */
  maxPendingEvents: number
  /** Connections to the database for what people wait for. */
  databasePool: number
  /** How all keys in Redis begin, so that several installations can share a server. */
  redisPrefix: string
  /** Where the topics are and how they are made; null for the bus in the process. */
  kafka: KafkaConfig | null
  /** The language model that is connected; null for none. */
  openai: OpenaiConfig | null
  secrets: {
    demoKey: string | null
    /** For secrets at rest, the one that seals first. Empty when embedded: then there is one in the data folder. */
    sealingKeys: readonly Buffer[]
    databaseUrl: string | null
    redisUrl: string | null
    kafkaPassword: string | null
    openaiKey: string | null
    /** Of the Slack app; null for no bot. */
    slack: SlackConfig | null
    /** Of the Discord bot; null for no bot. */
    discordToken: string | null
  }
}

export interface KafkaConfig {
  brokers: string[]
  topicPrefix: string
  partitions: number
  replication: number
  ssl: boolean
  sasl: { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string } | null
}

export interface SlackConfig {
  appId: string
  clientId: string
  clientSecret: string
  signingSecret: string
  /** For Socket Mode; null when Slack reaches us by HTTP. */
  appToken: string | null
}

export interface OpenaiConfig {
  baseUrl: string | null
  textModel: string
  embeddingModel: string
  /** Parameters that are not sent, since the server refuses them. */
  leaveOut: readonly z.infer<typeof leftOut>[]
  /** What each school may spend a day unless its policy says otherwise. */
  tokensADay: number
}

/** Whether several processes may run side by side: all that they share is outside of them. */
export const isShared = ({ kafka, secrets }: Pick<Config, 'kafka' | 'secrets'>): boolean =>
  secrets.databaseUrl !== null && secrets.redisUrl !== null && kafka !== null

/** The same settings without anything but the database: for whoever needs nothing else, and would not wait for it. */
export const databaseAlone = (config: Config): Config => ({
  ...config,
  kafka: null,
  openai: null,
  secrets: { ...config.secrets, redisUrl: null },
})

/** Whether anybody on this machine may use the school: never one in a real database, which may hold real children. */
export const isOpenDemo = ({ demo, secrets }: Pick<Config, 'demo' | 'secrets'>): boolean =>
  demo && secrets.databaseUrl === null

/** Whether stand-ins of platforms run beside the demo. */
export const hasSandbox = (config: Pick<Config, 'demo' | 'sandbox' | 'secrets'>): boolean =>
  config.sandbox && isOpenDemo(config)

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
    sandbox: e.SHELFTALK_SANDBOX,
    logLevel: e.SHELFTALK_LOG,
    requestsASecond: e.SHELFTALK_RATE_LIMIT,
    trustedProxies: e.SHELFTALK_TRUSTED_PROXIES,
    publicUrl: e.SHELFTALK_PUBLIC_URL ?? null,
    maxPendingEvents: e.SHELFTALK_MAX_PENDING,
    databasePool: e.DATABASE_POOL,
    redisPrefix: e.REDIS_PREFIX,
    kafka: kafkaOf(e),
    openai:
      e.OPENAI_API_KEY === undefined
        ? null
        : {
            baseUrl: e.OPENAI_BASE_URL ?? null,
            textModel: e.OPENAI_TEXT_MODEL,
            embeddingModel: e.OPENAI_EMBEDDING_MODEL,
            leaveOut: e.OPENAI_LEAVE_OUT,
            tokensADay: e.OPENAI_TOKENS_A_DAY,
          },
    secrets: {
      demoKey: e.SHELFTALK_DEMO_KEY ?? null,
      sealingKeys: e.SHELFTALK_SECRETS_KEY,
      databaseUrl: e.DATABASE_URL ?? null,
      redisUrl: e.REDIS_URL ?? null,
      kafkaPassword: e.KAFKA_SASL_PASSWORD ?? null,
      openaiKey: e.OPENAI_API_KEY ?? null,
      slack: slackOf(e),
      discordToken: e.DISCORD_TOKEN ?? null,
    },
  })
}

function kafkaOf(e: z.infer<typeof Environment>): KafkaConfig | null {
  if (e.KAFKA_BROKERS === undefined) return null
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username } = e
  if ((mechanism === undefined) !== (username === undefined)) {
    throw new Error(
      'These settings are wrong:\n  KAFKA_SASL_MECHANISM and KAFKA_SASL_USERNAME go together, with KAFKA_SASL_PASSWORD',
    )
  }
  return {
    brokers: e.KAFKA_BROKERS,
    topicPrefix: e.KAFKA_TOPIC_PREFIX,
    partitions: e.KAFKA_PARTITIONS,
    replication: e.KAFKA_REPLICATION,
    ssl: e.KAFKA_SSL,
    sasl: mechanism === undefined || username === undefined ? null : { mechanism, username },
  }
}

/** All four or none: without the signing secret anybody could speak in Slack's name. */
function slackOf(e: z.infer<typeof Environment>): SlackConfig | null {
  const { SLACK_APP_ID, SLACK_CLIENT_ID, SLACK_CLIENT_SECRET, SLACK_SIGNING_SECRET } = e
  const all = { SLACK_APP_ID, SLACK_CLIENT_ID, SLACK_CLIENT_SECRET, SLACK_SIGNING_SECRET }
  const missing = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [name] : []))
  if (missing.length === 4 && e.SLACK_APP_TOKEN === undefined) return null
  if (missing.length > 0)
    throw new Error(
      `These settings are wrong:\n  ${missing.join(', ')}: must be set, as the others of the Slack app are`,
    )
  return {
    ...{ appId: SLACK_APP_ID ?? '', clientId: SLACK_CLIENT_ID ?? '' },
    ...{ clientSecret: SLACK_CLIENT_SECRET ?? '', signingSecret: SLACK_SIGNING_SECRET ?? '' },
    appToken: e.SLACK_APP_TOKEN ?? null,
  }
}
