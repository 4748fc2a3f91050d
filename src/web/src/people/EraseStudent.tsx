import { useCallback, useState } from 'react'
import { answered } from '../api/problem.ts'
import type { Erasure, Student } from '../api/types.ts'
import { saveFile } from '../save-file.ts'
import { say } from '../say.ts'
import { useApi } from '../session/api-context.ts'
import { useAnnounce } from '../shell/Announcer.tsx'
import { AreYouSure } from './AreYouSure.tsx'
import { DeskForm } from './DeskForm.tsx'
import { momentOf } from './moment-of.ts'
import { roleName } from './role-name.ts'
import { useAttempt } from './use-attempt.ts'
import { useLoaded } from './use-loaded.ts'

const receiptsShown = 10

/** Erases one student: looked up first, so that it is the one who was meant, and asked once more. */
export function EraseStudent() {
  const { client } = useApi()
  const announce = useAnnounce()
  const [studentId, setStudentId] = useState('')
  const [found, setFound] = useState<Student | null>(null)
  const { busy, problem, attempt } = useAttempt()
  const load = useCallback(
    async (signal: AbortSignal) =>
      (await answered(client.GET('/erasures', { params: { query: { limit: receiptsShown } }, signal }))).data
        .items,
    [client],
  )
  const { data: receipts, reload } = useLoaded<readonly Erasure[]>(load)
  const unknown = { 404: say('erase.unknown') }
  const of = (student_id: string) => ({ params: { path: { student_id } } })
  const lookUp = () =>
    attempt(async () => {
      setFound(null)
      setFound((await answered(client.GET('/students/{student_id}', of(studentId.trim())))).data)
    }, unknown)
  const keep = ({ student_id }: Student) =>
    attempt(async () => {
      const asked = { ...of(student_id), parseAs: 'blob' as const }
      const { data } = await answered(client.GET('/students/{student_id}/export.zip', asked))
      saveFile(data, 'student.zip')
    }, unknown)
  const erase = ({ student_id }: Student) =>
    attempt(async () => {
      await answered(client.DELETE('/students/{student_id}', of(student_id)))
      announce(say('erase.done'))
      setFound(null)
      setStudentId('')
      reload()
    }, unknown)
  return (
    <DeskForm
      id="erase"
      title={say('erase.title')}
      submit={say('erase.lookUp')}
      busy={busy || studentId.trim() === ''}
      problem={problem}
      onSubmit={() => void lookUp()}
      after={
        <>
          {found !== null && (
            <button type="button" className="button small" disabled={busy} onClick={() => void keep(found)}>
              {say('erase.export', { student: called(found) })}
            </button>
          )}
          {found !== null && (
            <AreYouSure
              key={found.student_id}
              ask={say('erase.ask', { student: called(found) })}
              consequence={say('erase.sure', { student: called(found) })}
              yes={say('erase.yes')}
              no={say('erase.no')}
              disabled={busy}
              onYes={() => void erase(found)}
            />
          )}
          {receipts !== null && receipts.length > 0 && <Receipts receipts={receipts} />}
        </>
      }
    >
      <p>{say('erase.explain')}</p>
      <div className="desk-field">
        <label htmlFor="erase-id">{say('erase.id')}</label>
        <input
          id="erase-id"
          autoComplete="off"
          value={studentId}
          onChange={(event) => {
            setStudentId(event.target.value)
            setFound(null)
          }}
        />
      </div>
    </DeskForm>
  )
}

/** What was erased lately; nobody is named. */
function Receipts({ receipts }: { receipts: readonly Erasure[] }) {
  return (
    <>
      <h3>{say('erase.receipts')}</h3>
      <ul className="desk-rows">
        {receipts.map(({ erasure_id, asked_at, asked_by, finished_at }) => (
          <li key={erasure_id}>
            <div>
              {say(finished_at === null ? 'erase.asked' : 'erase.finished', {
                when: momentOf(finished_at ?? asked_at),
                role: roleName(asked_by),
              })}
              <p className="quiet desk-id">{erasure_id}</p>
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}

const called = ({ first_name, student_id }: Student): string =>
  first_name === null ? student_id : `${first_name} (${student_id})`
