import { ShelftalkError } from '../../domain/errors.ts'
import { commandTimeoutMs, openClient } from './client.ts'
import type { ScriptedRedis } from './scripts.ts'
import { field } from './server-run.ts'

/** What can be seen of a Redis from outside, for a person who wants to know whether all is well. */
export interface RedisSeen {
  version: string
  /** Whether the server tells which run of it this is. */
  run: 'told' | 'hidden'
  role: 'master' | 'replica'
  evictionPolicy: string
  usedBytes: number
  /** Null when nothing but the machine limits it. */
  maxBytes: number | null
  /** Null when the server does not say. Lists of an earlier run are never served, so this need not be on. */
  keepsOnDisk: boolean | null
  roundTripMs: number
  /** How far its clock is ahead of ours. */
  clockAheadMs: number
  /** What a person should do about it, in words. */
  advice: string[]
}

const connectWithinMs = 2_000
const roundTrips = 10
const oldestMajor = 6
const longRoundTripMs = 5
/** Used beyond this part, a server that does not make room is about to refuse. */
const nearlyFull = 0.8

/** Throws `unavailable` when nobody answers. */
export async function describeRedis(url: string): Promise<RedisSeen> {
  const redis = openClient(url, 'doctor', () => connectWithinMs)
  try {
    await ready(redis)
    const info = await redis.info()
    const number = (name: string): number => Number(field(info, name) ?? 0)
    const { roundTripMs, clockAheadMs } = await timeOf(redis)
    const seen = {
      version: field(info, 'redis_version') ?? 'unknown',
      run: field(info, 'run_id') === null ? ('hidden' as const) : ('told' as const),
      role: field(info, 'role') === 'slave' ? ('replica' as const) : ('master' as const),
      evictionPolicy: field(info, 'maxmemory_policy') ?? 'unknown',
      usedBytes: number('used_memory'),
      maxBytes: number('maxmemory') || null,
      keepsOnDisk: await keepsOnDisk(redis, info),
      roundTripMs,
      clockAheadMs,
    }
    return { ...seen, advice: adviceFor(seen, field(info, 'redis_mode') === 'cluster') }
  } catch (error) {
    throw new ShelftalkError(
      'unavailable',
      'Redis does not answer. Look at REDIS_URL (rediss:// for TLS) and at the server itself; lists are made without it, more slowly.',
      { retryAfterSeconds: 5, cause: error },
    )
  } finally {
    redis.disconnect()
  }
}

function ready(redis: ScriptedRedis): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer in time')), connectWithinMs)
    redis.once('ready', () => {
      clearTimeout(timer)
      resolve()
    })
    redis.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
  })
}

/** The quickest of several round trips, and the clock as seen in the middle of it. */
async function timeOf(redis: ScriptedRedis): Promise<{ roundTripMs: number; clockAheadMs: number }> {
  let best = { roundTripMs: Number.POSITIVE_INFINITY, clockAheadMs: 0 }
  for (let trip = 0; trip < roundTrips; trip++) {
    const sentAt = performance.now()
    const [seconds = 0, micros = 0] = (await redis.time()).map(Number)
    const roundTripMs = performance.now() - sentAt
    const clockAheadMs = seconds * 1000 + micros / 1000 - (Date.now() - roundTripMs / 2)
    if (roundTripMs < best.roundTripMs) best = { roundTripMs, clockAheadMs }
  }
  return best
}

async function keepsOnDisk(redis: ScriptedRedis, info: string): Promise<boolean | null> {
  if (field(info, 'aof_enabled') === '1') return true
  const answer = await redis.config('GET', 'save').catch(() => null)
  return Array.isArray(answer) ? Boolean(answer[1]) : null
}

function adviceFor(seen: Omit<RedisSeen, 'advice'>, isCluster: boolean): string[] {
  const { version, role, run, evictionPolicy: policy, usedBytes, maxBytes, roundTripMs } = seen
  const isFull = maxBytes !== null && usedBytes > maxBytes * nearlyFull
  const all: [boolean, string][] = [
    [Number.parseInt(version, 10) < oldestMajor, `Use Redis ${oldestMajor} or newer; it was tested with 7.`],
    [role === 'replica', 'This is a replica, which takes no writes: name the primary in REDIS_URL.'],
    [
      isCluster,
      'This is a node of a cluster with several nodes’ slots: name an endpoint that answers for all of them.',
    ],
    [run === 'hidden', 'It hides its run_id, so lists are kept for a minute only: allow INFO server.'],
    [
      policy === 'noeviction',
      'Once its memory is full no new list is kept. Set maxmemory-policy allkeys-lru if it is for Shelftalk alone, else volatile-lru.',
    ],
    [
      policy.endsWith('-random'),
      'It may throw away what was written a moment ago, with it the word that a list is outdated: set maxmemory-policy allkeys-lru or volatile-lru.',
    ],
    [
      maxBytes === null,
      'It has no bound on its memory: set maxmemory, so that it makes room instead of being ended.',
    ],
    [
      isFull && policy.startsWith('volatile'),
      'What others keep in it for ever leaves little room for lists: give it more memory.',
    ],
    [
      roundTripMs > longRoundTripMs,
      `It is ${Math.round(roundTripMs)} ms away; each list waits for that, and no answer takes longer than ${commandTimeoutMs} ms: bring it nearer.`,
    ],
  ]
  return all.flatMap(([holds, words]) => (holds ? [words] : []))
}
