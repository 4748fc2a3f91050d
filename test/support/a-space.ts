import type { App } from '../../src/app.ts'
import type { Space } from '../../src/core/domain/people/account.ts'
import type { Caller } from '../../src/core/domain/people/permissions.ts'

/** Binds a space to the admin's school, as when the platform showed that the admin may. Fails when it is another's. */
export async function bound(
  { core }: Pick<App, 'core'>,
  { school_id, person_id }: Caller,
  { platform, tenant, shown_name }: Space & { shown_name: string },
): Promise<void> {
  const space = { platform, tenant, shown_name }
  const isOurs = await core.store.school(school_id, (rows) =>
    rows.spaces.put(space, person_id ?? '', core.clock()),
  )
  if (!isOurs) throw new Error(`${platform} ${tenant} is bound to another school`)
}
