import { describe, expect, test } from 'vitest'
import type { ShelftalkEvent } from '../../src/core/domain/events.ts'
import type { Job } from '../../src/core/flows/steps/work/job.ts'
import { createJobs, type JobFlow } from '../../src/core/flows/work/jobs.ts'
import type { Signals } from '../../src/core/ports/runtime.ts'
import { aSchool, ground, type TestSchool } from '../support/a-school.ts'
import { waiting } from '../support/deliveries.ts'
import { ofItsOwn } from '../support/processes.ts'

const on = ground()

/** Another process on the same database, as far as jobs are concerned. */
async function aProcess(
  school: TestSchool,
  table: Record<string, Job>,
): Promise<JobFlow & { signals: Signals }> {
  const { signals } = await ofItsOwn(on)
  return { ...createJobs({ ...school.app.core, leases: signals }, table), signals }
}

describe('processes on one server', () => {
  test('run each job once between them, and one that is lost is made up for by another', async () => {
    const school = await aSchool(on, { running: false })
    const ran: string[] = []
    let began = (): void => {}
    const inside = new Promise<void>((resolve) => {
      began = resolve
    })
    const work =
      (name: string): Job =>
      async (_school, run) => {
        await run.step('one', async () => {
          ran.push(`${name} one`)
          return { ones: 1 }
        })
        if (name === 'first') {
          began()
          await new Promise(() => {})
        }
        ran.push(`${name} two`)
        return { twos: 1 }
      }
    const first = await aProcess(school, { long: work('first') })
    const second = await aProcess(school, { long: work('second') })
    const { run_id } = await first.start(school.service, 'long')
    const [event] = (await waiting(school)) as [ShelftalkEvent]
    void first.runner.handle(event)
    await inside
    await expect(second.runner.handle(event)).rejects.toMatchObject({ code: 'unavailable' })
    // What a process held is free when its connection ends, whatever ended it.
    await first.signals.close()
    await expect
      .poll(() => second.runner.handle(event).catch(() => 'held'), { timeout: 10_000 })
      .toEqual({
        done: 'job long finished',
      })
    expect(ran).toEqual(['first one', 'second two'])
    expect(await second.read(school.service, run_id)).toMatchObject({
      state: 'finished',
      attempts: 2,
      counts: { ones: 1, twos: 1 },
    })
  })
})
