import { beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../../../src/core/ports/store.ts'
import type { Ground } from '../../support/a-school.ts'
import { aStore } from './a-store.ts'

/** Transactions, and schools apart. */
export function schoolsSuite(on: Ground): void {
  let store: Store
  let id: string
  const { inSchool, inOther, enrol, opened } = aStore(on)
  beforeEach(async () => {
    ;({ store, id } = await opened())
  })

  describe('transactions', () => {
    test('what a failed one wrote is gone, and the cause comes out as it is', async () => {
      const cause = new Error('on purpose')
      const failing = inSchool(async (rows) => {
        await rows.readers.ensure('ada')
        throw cause
      })
      await expect(failing).rejects.toBe(cause)
      expect(await inSchool((rows) => rows.readers.get('ada'))).toBeNull()
    })

    test('after one that broke a rule of the database, the next one works', async () => {
      await expect(inSchool((rows) => rows.history.removeListed('ada', '\0'))).rejects.toThrow()
      expect(await inSchool((rows) => rows.readers.get('ada'))).toBeNull()
    })

    test('many at once all end', async () => {
      await enrol('ada')
      const raised = await Promise.all(
        Array.from({ length: 30 }, (_, k) =>
          (k % 2 === 0 ? store : store.background).school(id, (rows) => rows.readers.raiseVersions(['ada'])),
        ),
      )
      const versions = raised.flatMap((rows) => rows.map((row) => row.version)).sort((a, b) => a - b)
      expect(versions).toEqual(Array.from({ length: 30 }, (_, k) => k + 2))
    })
  })

  describe('schools', () => {
    test('are made once', async () => {
      const again = { school_id: id, name: 'another name', invented: true, time_zone: 'UTC' }
      expect(await store.system((rows) => rows.schools.create(again))).toBe(false)
      expect(await inSchool((rows) => rows.school.read())).toMatchObject({
        school_id: id,
        name: id,
        invented: false,
        version: 1,
        live_build: null,
        policy: { available_only: false, languages: [], unknown_grade_counts_as: 4 },
      })
    })

    test('have a version that only rises, each its own', async () => {
      expect(await inSchool((rows) => rows.school.raiseVersion())).toBe(2)
      expect(await inSchool((rows) => rows.school.raiseVersion())).toBe(3)
      expect((await inOther((rows) => rows.school.read())).version).toBe(1)
    })
  })
}
