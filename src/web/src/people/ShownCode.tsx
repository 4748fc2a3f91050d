import { say, spoken } from '../say.ts'

/** A code, where to type it, and until when. */
export function ShownCode({ code, how, lasts }: { code: string; how: string; lasts: string }) {
  return (
    <>
      <p>
        {say('links.yourCode')}
        <br />
        <strong className="desk-code told">{code}</strong>
      </p>
      <p>{how}</p>
      <p className="quiet">{lasts}</p>
    </>
  )
}

/** The same for whoever hears it: letter by letter. */
export const saidCode = (code: string): string => `${say('links.yourCode')}: ${[...code].join(' ')}`

/** The time of day until which a code is good. */
export const timeOf = (moment: string): string =>
  new Date(moment).toLocaleTimeString(spoken(), { hour: 'numeric', minute: '2-digit' })
