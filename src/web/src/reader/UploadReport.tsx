import type { Receipt } from '../api/types.ts'
import { said, say, spoken } from '../say.ts'
import './UploadReport.css'

type Refused = Receipt['refused']
const linesShown = 100

/** The service's own sentence is English, and says a little more than the one for its code. */
const reasonOf = ({ code, bound = 0, reason }: Refused[number]): string =>
  spoken() === 'en' ? reason : said(`refused.${code}`, { bound })

/** What became of each line: how many were `taken`, in words, and the refused ones that are told, with their reasons. */
export function UploadReport({ taken, refused, all }: { taken: string; refused: Refused; all: number }) {
  return (
    <section className="report" aria-label={taken}>
      <p className="report-counts">
        <strong className="taken">{taken}</strong>
        {all === 0 ? (
          <span>{say('reader.allTaken')}</span>
        ) : (
          <strong className="not-taken">{say('reader.refused', { n: all })}</strong>
        )}
      </p>
      {refused.length > 0 && (
        <section
          className="report-scroll"
          aria-label={say('reader.refusedTable')}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
        >
          <table>
            <caption>
              {all > linesShown
                ? say('reader.refusedShown', { shown: linesShown, all })
                : say('reader.refusedTable')}
            </caption>
            <thead>
              <tr>
                <th scope="col">{say('reader.line')}</th>
                <th scope="col">{say('reader.field')}</th>
                <th scope="col">{say('reader.reason')}</th>
              </tr>
            </thead>
            <tbody>
              {refused.slice(0, linesShown).map((refusal) => (
                <tr key={`${refusal.line} ${refusal.field} ${refusal.reason}`}>
                  <td>{refusal.line}</td>
                  <td>{refusal.field}</td>
                  <td>{reasonOf(refusal)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}
