import { type opened, type Visit, visit } from './support.ts'

const soonMs = 10_000
/** Where each stands among the people of the demo school. */
const placeOf = { teacher: 0, librarian: 2, admin: 3, student: 4, pupil: 6 }
export type Role = keyof typeof placeOf

/** A browser in which somebody of the demo school is signed in, by the page itself. */
export async function signedInAs(on: ReturnType<typeof opened>, role: Role, locale = 'en'): Promise<Visit> {
  const all = await visit(on.browser, { locale, reducedMotion: 'reduce' })
  await all.page.goto(`${on.service.address}/#/sign-in`)
  const buttons = all.page.locator('.desk-people button')
  await buttons.first().waitFor()
  await buttons.nth(placeOf[role]).click()
  await all.page.locator('.page-foot button.small').waitFor({ timeout: soonMs })
  return all
}
