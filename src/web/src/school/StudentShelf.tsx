import { useEffect, useRef } from 'react'
import type { Student } from '../api/types.ts'
import { say } from '../say.ts'
import { Shelf } from '../shelf/Shelf.tsx'
import { nameOf } from './student-name.ts'

const narrow = '(max-width: 40rem)'
const still = '(prefers-reduced-motion: reduce)'

/**
 * A student's picks. When they appear, their heading takes the focus if the button that was pressed is gone, and comes
 * into sight where the screen is too small to show it below the choice of the student.
 */
export function StudentShelf({ student }: { student: Student }) {
  const area = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const heading = area.current?.querySelector('h2')
    if (document.activeElement === document.body) heading?.focus({ preventScroll: true })
    if (!window.matchMedia(narrow).matches) return
    heading?.scrollIntoView({ behavior: window.matchMedia(still).matches ? 'instant' : 'smooth' })
  }, [])
  const name = nameOf(student)
  return (
    <div ref={area}>
      <Shelf readerId={student.student_id} name={name} heading={say('school.picksFor', { name })} />
    </div>
  )
}
