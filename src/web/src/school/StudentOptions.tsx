import { useEffect } from 'react'
import type { Student } from '../api/types.ts'
import { say } from '../say.ts'
import { nameOf } from './student-name.ts'

function gradeInWords(grade: number): string {
  if (grade < 0) return say('school.preK')
  return grade === 0 ? say('school.kindergarten') : say('school.grade', { grade })
}

interface Props {
  id: string
  list: readonly Student[]
  active: Student | undefined
  chosen: Student | null
  onChoose: (student: Student) => void
}

/** The list under the combobox. The focus stays in the combobox; the active option is scrolled into sight. */
export function StudentOptions({ id, list, active, chosen, onChoose }: Props) {
  const activeId = active?.student_id
  useEffect(() => {
    if (activeId !== undefined) {
      document.getElementById(`${id}-${activeId}`)?.scrollIntoView({ block: 'nearest' })
    }
  }, [id, activeId])
  return (
    <div role="listbox" id={`${id}-list`} aria-label={say('school.student')}>
      {list.map((student) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the combobox, as the pattern asks
        // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the combobox, as the pattern asks
        <div
          key={student.student_id}
          id={`${id}-${student.student_id}`}
          role="option"
          aria-selected={student.student_id === chosen?.student_id}
          data-active={student === active}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(student)}
        >
          <span>{nameOf(student)}</span>
          <small>
            {student.grade_level !== null && `${gradeInWords(student.grade_level)} · `}
            {student.student_id}
          </small>
        </div>
      ))}
    </div>
  )
}
