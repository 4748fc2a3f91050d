import { describe, expect, test } from 'vitest'
import { rotationOverlapMs } from '../../src/core/flows/people/keys.ts'
import { aSchool, ground, type TestSchool } from '../support/a-school.ts'

const on = ground()
const wanted = { role: 'librarian', reader_id: null, label: 'desk' } as const

/** Every row of every table that the school has, as text. */
async function dump(school: TestSchool): Promise<string> {
  const names = await school.sql<{ name: string }>(
    `select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r'
       and has_table_privilege(oid, 'select')`,
  )
  const parts: string[] = []
  for (const { name } of names) {
    parts.push(JSON.stringify(await school.sql(`select to_jsonb(t) from ${name} t`)))
  }
  return parts.join('\n')
}

describe('[T-4] keys', () => {
  test('[T-4] only a digest is stored, and the secret is shown once', async () => {
    const school = await aSchool(on)
    const { keys, authenticate } = school.app.flows
    const { key, key_id } = await keys.issue(school.service, wanted)
    expect(key).toMatch(/^shelf_[\w-]{32}$/)
    const stored = await dump(school)
    expect(stored).toContain(school.app.core.digest(key))
    expect(stored).not.toContain(key)
    expect(stored).not.toContain(key.slice('shelf_'.length))
    const shown = await keys.list(school.service)
    expect(shown.map((k) => [k.key_id, k.role, k.label])).toEqual([[key_id, 'librarian', 'desk']])
    expect(JSON.stringify(shown)).not.toContain(school.app.core.digest(key))
    expect(await authenticate(key)).toEqual({
      caller_id: key_id,
      school_id: school.id,
      role: 'librarian',
      reader_id: null,
      person_id: null,
    })
  })

  test('[T-4] a rotated key works on until its overlap ends, then no longer', async () => {
    const school = await aSchool(on)
    const { keys, authenticate } = school.app.flows
    const old = await keys.issue(school.service, wanted)
    const fresh = await keys.rotate(school.service, old.key_id)
    expect(fresh.key).not.toBe(old.key)
    expect(await authenticate(fresh.key)).toMatchObject({ role: 'librarian', caller_id: fresh.key_id })
    school.clock.advance(rotationOverlapMs - 1)
    expect((await authenticate(old.key)).caller_id).toBe(old.key_id)
    school.clock.advance(1)
    await expect(authenticate(old.key)).rejects.toMatchObject({ code: 'unauthenticated' })
    expect((await authenticate(fresh.key)).caller_id).toBe(fresh.key_id)
  })

  test('[T-4] rotating twice shortens no overlap and lengthens none', async () => {
    const school = await aSchool(on)
    const { keys, authenticate } = school.app.flows
    const old = await keys.issue(school.service, wanted)
    await keys.rotate(school.service, old.key_id)
    school.clock.advance(rotationOverlapMs / 2)
    await keys.rotate(school.service, old.key_id)
    school.clock.advance(rotationOverlapMs / 2)
    await expect(authenticate(old.key)).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('[T-4] a revoked key is refused at once, also when it was just used', async () => {
    const school = await aSchool(on)
    const { keys, authenticate } = school.app.flows
    const { key, key_id } = await keys.issue(school.service, wanted)
    await authenticate(key)
    await keys.revoke(school.service, key_id)
    await expect(authenticate(key)).rejects.toMatchObject({ code: 'unauthenticated' })
    await expect(keys.rotate(school.service, key_id)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('[T-4] a key that is revoked while it is being looked up is not trusted afterwards', async () => {
    const school = await aSchool(on)
    const { keys, authenticate } = school.app.flows
    const { key, key_id } = await keys.issue(school.service, wanted)
    const { store } = school.app.core
    const real = store.system
    let go = (): void => {}
    const held = new Promise<void>((resolve) => {
      go = resolve
    })
    store.system = async (work) => {
      const found = await real(work)
      await held
      return found
    }
    const underWay = authenticate(key)
    store.system = real
    await keys.revoke(school.service, key_id)
    go()
    await underWay.catch(() => {})
    await expect(authenticate(key)).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('[T-43] a clock that is set back does not lengthen the trust in a key that another process revoked', async () => {
    const school = await aSchool(on)
    const { keys, authenticate } = school.app.flows
    const { key, key_id } = await keys.issue(school.service, wanted)
    await authenticate(key)
    await school.sql('update api_key set revoked_at = now() where key_id = $1', [key_id])
    school.clock.advance(-10 * 60_000)
    await expect(authenticate(key)).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('[T-4] unknown, expired and revoked keys are refused in the same words', async () => {
    const school = await aSchool(on)
    const { keys, authenticate } = school.app.flows
    const [expired, revoked] = [
      await keys.issue(school.service, wanted),
      await keys.issue(school.service, wanted),
    ]
    await keys.rotate(school.service, expired.key_id)
    await keys.revoke(school.service, revoked.key_id)
    school.clock.advance(rotationOverlapMs)
    const words = await Promise.all(
      ['shelf_unknown', '', expired.key, revoked.key].map((key) =>
        authenticate(key).catch((e: Error) => e.message),
      ),
    )
    expect(new Set(words).size).toBe(1)
    expect(words[0]).toMatch(/^This key is not valid/)
  })

  test('[T-4] more keys than a list shows can all be rotated, and live ones are shown before revoked ones', async () => {
    const school = await aSchool(on)
    const { keys } = school.app.flows
    const issued: string[] = []
    for (let k = 0; k < 205; k++) issued.push((await keys.issue(school.service, wanted)).key_id)
    for (const key_id of issued.slice(0, 204)) await keys.revoke(school.service, key_id)
    const fresh = await keys.rotate(school.service, issued[204]!)
    const shown = await keys.list(school.service)
    expect(shown.slice(0, 2).map((key) => key.key_id)).toEqual([issued[204], fresh.key_id])
    expect(shown).toHaveLength(200)
  })

  test('a student key stands for a student that there is, other keys for nobody', async () => {
    const school = await aSchool(on)
    await school.students({ student_id: 'ada' })
    const issue = (key: { role: 'student' | 'teacher'; reader_id: string | null }) =>
      school.app.flows.keys.issue(school.service, { label: '', ...key })
    const { key } = await issue({ role: 'student', reader_id: 'ada' })
    expect(await school.app.flows.authenticate(key)).toMatchObject({ role: 'student', reader_id: 'ada' })
    await expect(issue({ role: 'student', reader_id: 'nobody' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(issue({ role: 'student', reader_id: null })).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(issue({ role: 'teacher', reader_id: 'ada' })).rejects.toMatchObject({
      code: 'invalid_input',
    })
    await expect(school.app.flows.keys.issue(school.librarian, wanted)).rejects.toMatchObject({
      code: 'forbidden',
    })
  })
})
