import { beforeEach, expect, test } from 'vitest'
import type { Store } from '../../../src/core/ports/store.ts'
import type { Ground } from '../../support/a-school.ts'
import { aStore, noon } from './a-store.ts'

/** Keys of a school. */
export function keysSuite(on: Ground): void {
  let store: Store
  let id: string
  const { inSchool, enrol, opened } = aStore(on)
  beforeEach(async () => {
    ;({ store, id } = await opened())
  })

  test('keys are found by their digest, end and are revoked', async () => {
    await enrol('ada')
    const put = (key_id: string, label = '') =>
      inSchool((rows) =>
        rows.keys.put({
          key_id,
          key_hash: `hash of ${key_id} ${id}`,
          role: 'student',
          reader_id: 'ada',
          label,
        }),
      )
    await put('k1', 'first')
    await put('k2')
    const find = (key: string) => store.system((rows) => rows.keys.byHash(`hash of ${key} ${id}`))
    expect(await find('k1')).toMatchObject({
      key_id: 'k1',
      school_id: id,
      role: 'student',
      reader_id: 'ada',
      label: 'first',
      expires_at: null,
      revoked_at: null,
    })
    expect(await find('k3')).toBeNull()
    const later = new Date(noon.getTime() + 60_000)
    expect(await inSchool((rows) => rows.keys.expire('k1', noon))).toMatchObject({
      expires_at: noon.toISOString(),
    })
    expect(await inSchool((rows) => rows.keys.expire('k1', later))).toMatchObject({
      expires_at: noon.toISOString(),
    })
    expect(await inSchool((rows) => rows.keys.revoke('k1', noon))).toBe(true)
    expect(await inSchool((rows) => rows.keys.revoke('k1', later))).toBe(true)
    expect(await inSchool((rows) => rows.keys.expire('k1', later))).toBeNull()
    expect(await inSchool((rows) => rows.keys.revoke('k9', noon))).toBe(false)
    expect((await inSchool((rows) => rows.keys.list())).map((key) => [key.key_id, key.revoked_at])).toEqual([
      ['k2', null],
      ['k1', noon.toISOString()],
    ])
  })
}
