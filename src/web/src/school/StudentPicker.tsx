import { useId, useRef } from 'react'
import type { Student } from '../api/types.ts'
import { say } from '../say.ts'
import { Icon } from '../shell/Icon.tsx'
import { StudentOptions } from './StudentOptions.tsx'
import { nameOf } from './student-name.ts'
import { useCombobox } from './use-combobox.ts'
import { type Students, useStudents } from './use-students.ts'
import './StudentPicker.css'

interface Props {
  classId: string
  chosen: Student | null
  onChoose: (student: Student) => void
}

export function StudentPicker({ classId, chosen, onChoose }: Props) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const { typed, open, active, setOpen, close, type, press } = useCombobox()
  const students = useStudents(classId, typed?.trim() ?? '')
  const current = students.list[active]
  const choose = (student: Student | undefined) => {
    close()
    if (student !== undefined) onChoose(student)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears the focus leave its parts
    <div
      className="student-picker"
      onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || close()}
    >
      <label htmlFor={`${id}-input`}>{say('school.student')}</label>
      <div className="combo">
        <input
          id={`${id}-input`}
          ref={input}
          role="combobox"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={open && current ? `${id}-${current.student_id}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={say('school.find')}
          value={typed ?? (chosen === null ? '' : nameOf(chosen))}
          onChange={(event) => type(event.target.value)}
          onClick={() => setOpen(true)}
          onKeyDown={(event) => press(event, students.list.length, (place) => choose(students.list[place]))}
        />
        <button
          type="button"
          tabIndex={-1}
          className="combo-open"
          aria-label={say('school.open')}
          onClick={() => {
            setOpen(!open)
            input.current?.focus()
          }}
        >
          <Icon name="chevron" />
        </button>
        <div className="combo-list" hidden={!open}>
          <StudentOptions id={id} list={students.list} active={current} chosen={chosen} onChoose={choose} />
          <p className="quiet" role="status">
            {open ? statusOf(students) : ''}
          </p>
        </div>
      </div>
    </div>
  )
}

function statusOf({ list, more, searching, problem }: Students): string {
  if (problem !== null) return problem
  if (searching) return say('school.searching')
  if (list.length === 0) return say('school.nobody')
  return more ? say('school.more') : say('school.found', { n: list.length })
}
