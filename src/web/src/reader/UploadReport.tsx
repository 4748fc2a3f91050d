import type { Receipt } from '../api/types.ts'
import { messages } from '../messages.ts'

const text = messages.reader
const linesShown = 100

/** What became of each line: how many were taken, and each refused one with its reason. */
export function UploadReport({ receipt: { accepted, refused } }: { receipt: Receipt }) {
  return (
    <section className="report" aria-label={text.accepted(accepted)}>
      <p className="report-counts">
        <strong className="taken">{text.accepted(accepted)}</strong>
        {refused.length === 0 ? (
          <span>{text.allTaken}</span>
        ) : (
          <strong className="not-taken">{text.refused(refused.length)}</strong>
        )}
      </p>
      {refused.length > 0 && (
        <section
          className="report-scroll"
          aria-label={text.refusedTable}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
        >
          <table>
            <caption>
              {refused.length > linesShown
                ? text.refusedShown(linesShown, refused.length)
                : text.refusedTable}
            </caption>
            <thead>
              <tr>
                <th scope="col">{text.columns.line}</th>
                <th scope="col">{text.columns.field}</th>
                <th scope="col">{text.columns.reason}</th>
              </tr>
            </thead>
            <tbody>
              {refused.slice(0, linesShown).map(({ line, field, reason }) => (
                <tr key={`${line} ${field} ${reason}`}>
                  <td>{line}</td>
                  <td>{field}</td>
                  <td>{reason}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}
