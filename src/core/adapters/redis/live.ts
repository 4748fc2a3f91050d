import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import type { Live, LiveMessage } from '../../ports/runtime.ts'
import type { RedisConnection } from './connection.ts'
import { createWatchers } from './watchers.ts'

/** Messages on their way to Redis at once; further ones are dropped. */
const maxUnderway = 1_000

/**
 * Messages to those who look right now, in whichever process they are connected to. Listeners in this process hear at
 * once and without Redis. Others are sent a message only while one of them says that somebody listens, so that what
 * happens while nobody looks costs nothing.
 */
export function createRedisLive(connection: RedisConnection): Live {
  const here = new EventEmitter()
  here.setMaxListeners(0)
  const me = randomUUID()
  const watchers = createWatchers(connection, {
    me,
    heard: (schoolId, message) => void here.emit(eventOf(schoolId), message),
  })
  let underway = 0

  const sendToOthers = async (schoolId: string, message: LiveMessage): Promise<void> => {
    underway++
    const text = JSON.stringify({ from: me, schoolId, message })
    await connection.ask(({ redis }) => redis.publish(watchers.channelOf(schoolId), text))
    underway--
  }

  return {
    publish(schoolId, message) {
      here.emit(eventOf(schoolId), message)
      if (watchers.areElsewhere(schoolId) && underway < maxUnderway) void sendToOthers(schoolId, message)
    },
    subscribe(schoolId, listener: (message: LiveMessage) => void) {
      here.on(eventOf(schoolId), listener)
      if (here.listenerCount(eventOf(schoolId)) === 1) watchers.begin(schoolId)
      return () => {
        if (here.listenerCount(eventOf(schoolId)) === 0) return
        here.off(eventOf(schoolId), listener)
        if (here.listenerCount(eventOf(schoolId)) === 0) watchers.end(schoolId)
      }
    },
  }
}

/** To the emitter an event called `error` is more than a name. */
const eventOf = (schoolId: string): string => `school ${schoolId}`
