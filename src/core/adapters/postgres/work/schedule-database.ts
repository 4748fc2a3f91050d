import type { ScheduleDatabase } from '../../../ports/work/schedule-database.ts'
import type { Driver } from '../sql.ts'

const table = 'schedule_job'

/** Each statement in a transaction of its own, in the role that is allowed the table, and behind what people wait for. */
export function scheduleDatabase(driver: Driver): ScheduleDatabase {
  const rows: ScheduleDatabase['rows'] = (text, params = []) =>
    driver.transaction({ role: 'shelftalk_system', schoolId: null, background: true }, (sql) =>
      sql.rows(text, params),
    )
  return {
    table,
    rows,
    async unlock(owner) {
      await rows(`update ${table} set locked_at = null where last_modified_by = $1`, [owner])
    },
  }
}
