import { type ShelftalkEvent, topics } from '../../src/core/domain/events.ts'
import type { TestSchool } from './a-school.ts'

/** The school's events that wait in the outbox, oldest first. */
export async function waiting(school: TestSchool): Promise<ShelftalkEvent[]> {
  const rows = await school.sql<{ event: ShelftalkEvent }>('select event from outbox order by outbox_id')
  return rows.map((row) => row.event)
}

/** As `waiting`, and takes them out: whoever asked must deliver them now. */
export async function take(school: TestSchool): Promise<ShelftalkEvent[]> {
  return school.app.core.store.system(async (rows) => {
    const found = []
    for (const topic of topics)
      found.push(...(await rows.outbox.next(topic, { limit: 100_000, onePerKey: false })))
    const ours = found
      .filter((row) => row.event.school === school.id)
      .sort((a, b) => a.outbox_id - b.outbox_id)
    await rows.outbox.remove(ours.map((row) => row.event.id))
    return ours.map((row) => row.event)
  })
}
