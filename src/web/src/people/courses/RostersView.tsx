import { type FormEvent, useRef, useState } from 'react'
import { answered } from '../../api/problem.ts'
import type { ImportReport } from '../../api/types.ts'
import { UploadReport } from '../../reader/UploadReport.tsx'
import { listed, say } from '../../say.ts'
import { useApi } from '../../session/api-context.ts'
import { useAnnounce } from '../../shell/Announcer.tsx'
import { EraseStudent } from '../EraseStudent.tsx'
import { Missing } from '../Missing.tsx'
import { Page } from '../Page.tsx'
import { useAttempt } from '../use-attempt.ts'

const kinds = ['students', 'teachers', 'classes'] as const
type Kind = (typeof kinds)[number]

/** Files of who is at the school; what was refused line by line, and who is not in them any more. */
export function RostersView({ isAdmin }: { isAdmin: boolean }) {
  const { client } = useApi()
  const announce = useAnnounce()
  const [kind, setKind] = useState<Kind>('students')
  const [report, setReport] = useState<ImportReport | null>(null)
  const [chooseFirst, setChooseFirst] = useState(false)
  const chooser = useRef<HTMLInputElement>(null)
  const { busy, problem, attempt } = useAttempt()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const file = chooser.current?.files?.[0]
    setChooseFirst(file === undefined)
    if (file === undefined) return
    setReport(null)
    void attempt(
      async () => {
        const { data } = await answered(
          client.POST(`/imports/${kind}`, {
            headers: { 'Content-Type': 'text/csv' },
            body: '',
            bodySerializer: () => file,
          }),
        )
        setReport(data)
        announce(say('rosters.accepted', { n: data.accepted }))
      },
      { 400: say('rosters.badFile'), 415: say('rosters.badFile') },
    )
  }
  return (
    <Page
      title={say('rosters.title')}
      intro={say('rosters.intro')}
      problems={[problem, chooseFirst ? say('rosters.noFile') : null]}
    >
      <form className="talker desk-form" onSubmit={submit}>
        <div className="desk-field">
          <label htmlFor="roster-kind">{say('rosters.kind')}</label>
          <select id="roster-kind" value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
            {kinds.map((each) => (
              <option key={each} value={each}>
                {say(`rosters.kind.${each}`)}
              </option>
            ))}
          </select>
        </div>
        <p className="quiet" id="roster-columns">
          {say(`rosters.columns.${kind}`)}
        </p>
        <div className="desk-field">
          <label htmlFor="roster-file">{say('rosters.file')}</label>
          <input
            id="roster-file"
            ref={chooser}
            type="file"
            accept=".csv,text/csv"
            aria-describedby="roster-columns"
          />
        </div>
        <div className="desk-buttons">
          <button type="submit" className="button primary" disabled={busy}>
            {say('rosters.send')}
          </button>
        </div>
      </form>
      {busy && <p className="quiet">{say('rosters.sending')}</p>}
      {report !== null && <Report report={report} isAdmin={isAdmin} />}
      {isAdmin && <EraseStudent />}
    </Page>
  )
}

function Report({ report, isAdmin }: { report: ImportReport; isAdmin: boolean }) {
  const { accepted, refused, refused_count, unknown_columns, missing_count, erased_before_count } = report
  return (
    <>
      <UploadReport taken={say('rosters.accepted', { n: accepted })} refused={refused} all={refused_count} />
      {unknown_columns.length > 0 && (
        <p className="quiet told">{say('rosters.unknown', { columns: listed(unknown_columns) })}</p>
      )}
      {erased_before_count !== undefined && (
        <p className="problem">{say('rosters.erasedBefore', { n: erased_before_count })}</p>
      )}
      {missing_count === 0 && <p>{say('rosters.missingNone')}</p>}
      {missing_count !== undefined && missing_count > 0 && (
        <section className="talker" aria-labelledby="missing">
          <h2 id="missing">{say('rosters.missing', { n: missing_count })}</h2>
          <p>{say(isAdmin ? 'rosters.missingExplain' : 'rosters.missingAdmin')}</p>
          {isAdmin && <Missing key={report.import_id} importId={report.import_id} />}
        </section>
      )}
    </>
  )
}
