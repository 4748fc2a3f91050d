import type { Me } from '../api/types.ts'
import { say } from '../say.ts'
import { Shelf } from '../shelf/Shelf.tsx'
import { DemoBanner } from '../shell/DemoBanner.tsx'

/** The picks of the student who is signed in. */
export function MineView({ me }: { me: Me }) {
  const name = me.name ?? me.student_id ?? ''
  return (
    <>
      <header className="view-head">
        <h1>{say('mine.title')}</h1>
        <p>{say('mine.intro')}</p>
      </header>
      {me.invented && <DemoBanner />}
      {me.student_id !== null && (
        <Shelf readerId={me.student_id} name={name} heading={say('school.picksFor', { name })} />
      )}
    </>
  )
}
