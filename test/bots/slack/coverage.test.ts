import { expect, test } from 'vitest'
import { createCoverage } from '../../../src/bots/slack/coverage.ts'
import { createLog } from '../../../src/log.ts'

/** A bot that starts at noon, after another one was heard until eleven; what is away is told by the test. */
function aBot() {
  let now = Date.parse('2026-03-02T12:00:00Z')
  const away = { database: false, installations: false }
  const [covered, lookedUp]: [Date[], number[]] = [[], []]
  const flows = {
    gatewayLease: {
      async coveredUntil() {
        if (away.database) throw new Error('away')
        return new Date('2026-03-02T11:00:00Z')
      },
      take: async () => covered.push(new Date(now)) > 0,
    },
    chat: {
      installations: {
        async list() {
          if (away.installations) throw new Error('away')
          lookedUp.push(now)
          return []
        },
      },
    },
  }
  const { note, missed } = createCoverage({
    ...({ flows, clients: {} } as unknown as Pick<Parameters<typeof createCoverage>[0], 'flows' | 'clients'>),
    ...{ appId: 'A1', clock: () => new Date(now), log: createLog('silent') },
  })
  const wait = (ms: number): void => {
    now += ms
  }
  return { away, covered, lookedUp, note, missed, wait }
}

test('nothing counts as heard before what nobody heard was looked up, however long that takes', async () => {
  const bot = aBot()
  bot.away.installations = true
  await bot.note()
  bot.wait(2_000)
  await bot.note()
  expect(bot.covered).toEqual([])
  bot.away.installations = false
  bot.wait(2_000)
  await bot.note()
  expect([bot.covered.length, bot.lookedUp.length]).toEqual([1, 1])
  bot.wait(2_000)
  await bot.note()
  expect([bot.covered.length, bot.lookedUp.length]).toEqual([2, 1])
})

test('a bot that cannot say since when nobody listened asks again, and says nothing meanwhile', async () => {
  const bot = aBot()
  bot.away.database = true
  await expect(bot.note()).rejects.toThrow('away')
  expect(bot.covered).toEqual([])
  bot.away.database = false
  await bot.note()
  expect([bot.covered.length, bot.lookedUp.length]).toEqual([1, 1])
})

test('a gap is given up in the end, and does not keep the bot from hearing', async () => {
  const bot = aBot()
  bot.away.installations = true
  for (let k = 0; k < 10; k++) {
    await bot.note()
    bot.wait(2_000)
  }
  expect(bot.covered).toHaveLength(1)
})
