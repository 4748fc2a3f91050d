import type { Receipt } from '../api/types.ts'
import { say } from '../say.ts'

const linesShown = 100

/** What became of each line: how many were taken, and each refused one with its reason. */
export function UploadReport({ receipt: { accepted, refused } }: { receipt: Receipt }) {
  return (
    <section className="report" aria-label={say('reader.accepted', { n: accepted })}>
      <p className="report-counts">
        <strong className="taken">{say('reader.accepted', { n: accepted })}</strong>
        {refused.length === 0 ? (
          <span>{say('reader.allTaken')}</span>
        ) : (
          <strong className="not-taken">{say('reader.refused', { n: refused.length })}</strong>
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
              {refused.length > linesShown
                ? say('reader.refusedShown', { shown: linesShown, all: refused.length })
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
              {refused.slice(0, linesShown).map(({ line, field, reason }) => (
                <tr key={`${line} ${field} ${reason}`}>
                  <td>{line}</td>
                  <td>{field}</td>
                  <td lang="en">{reason}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}
