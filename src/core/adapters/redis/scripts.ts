import type { Redis } from 'ioredis'

/** Raises a version. When Redis has no memory left the version is deleted: without one, nothing is served. */
const raise = `
local function raise(key, to, ms)
  local known = redis.call('GET', key)
  if known and tonumber(known) > tonumber(to) then return false end
  if redis.pcall('SET', key, to, 'PX', ms).err then redis.call('DEL', key) end
  return true
end`

/** What Redis does in one step. All keys of one call lie in one hash slot. */
export const scripts = {
  /**
   * Keys: reader's version, school's version, list. Values: both versions, ms of versions, the list, ms of lists. Of a list
   * that the school overtook not even the reader's name is kept: the reader may be gone.
   */
  keepList: {
    numberOfKeys: 3,
    lua: `${raise}
if not raise(KEYS[2], ARGV[2], ARGV[3]) then return 0 end
if not raise(KEYS[1], ARGV[1], ARGV[3]) then return 0 end
redis.pcall('SET', KEYS[3], ARGV[4], 'PX', ARGV[5])
return 1`,
  },
  /** Keys: versions, their number first. Values: ms of versions, then a version for each key. */
  raiseVersions: {
    lua: `${raise}
for at, key in ipairs(KEYS) do raise(key, ARGV[at + 1], ARGV[1]) end
return #KEYS`,
  },
  /** Key: a counter. Values: points of a window, its ms, how many are wanted. */
  takePoints: {
    numberOfKeys: 1,
    lua: `
local used = tonumber(redis.call('GET', KEYS[1]) or 0)
local left = redis.call('PTTL', KEYS[1])
local taken = math.max(0, math.min(tonumber(ARGV[3]), tonumber(ARGV[1]) - used))
if left < 0 then
  left = tonumber(ARGV[2])
  used = 0
  taken = math.min(tonumber(ARGV[3]), tonumber(ARGV[1]))
  if taken > 0 then redis.call('SET', KEYS[1], taken, 'PX', left) end
elseif taken > 0 then
  redis.call('INCRBY', KEYS[1], taken)
end
return { taken, used + taken, left }`,
  },
  /** Key: who was served from last. Values: the server's run, something that was never used before. */
  nameServer: {
    numberOfKeys: 1,
    lua: `
local last = redis.call('GET', KEYS[1])
if last and string.sub(last, 1, #ARGV[1]) == ARGV[1] then
  redis.call('PERSIST', KEYS[1])
  return last
end
local name = ARGV[1] .. (last and ARGV[2] or '')
redis.call('SET', KEYS[1], name)
return name`,
  },
} as const

type Value = string | number | Buffer

export type ScriptedRedis = Redis & {
  keepList(reader: string, school: string, list: string, ...values: Value[]): Promise<0 | 1>
  raiseVersions(keyCount: number, ...keysAndValues: Value[]): Promise<number>
  takePoints(key: string, points: number, ms: number, wanted: number): Promise<[number, number, number]>
  nameServer(key: string, run: string, unused: string): Promise<string>
}
