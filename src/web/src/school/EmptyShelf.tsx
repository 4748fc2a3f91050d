import type { Student } from '../api/types.ts'
import { say } from '../say.ts'
import { nameOf } from './student-name.ts'

const offered = 4

interface Props {
  students: readonly Student[]
  onChoose: (student: Student) => void
}

/** Before a student is chosen: a bare shelf with a card that says what to do. */
export function EmptyShelf({ students, onChoose }: Props) {
  return (
    <section className="empty-shelf" aria-label={say('school.emptyShelf')}>
      <svg className="bookends" viewBox="0 0 320 120" aria-hidden="true" focusable="false">
        <path className="book-a" d="M24 22h22v98H24z" />
        <path className="book-b" d="M50 8h16v112H50z" />
        <path className="book-c" d="m72 34 18-4 17 87-15 3H88z" />
        <path className="book-b" d="M232 30h20v90h-20z" />
        <path className="book-a" d="M256 14h15v106h-15z" />
        <path className="book-c" d="M275 40h24v80h-24z" />
        <path
          className="bands"
          d="M24 36h22M24 104h22M50 24h16M232 46h20M256 30h15M256 100h15M275 58h24M275 66h24"
        />
      </svg>
      <div className="rail" aria-hidden="true" />
      <div className="talker">
        <p className="reason">{say('school.emptyShelf')}</p>
        {students.length > 0 && (
          <>
            <p className="quiet" id="start-with">
              {say('school.startWith')}
            </p>
            <ul className="start-with" aria-labelledby="start-with">
              {students.slice(0, offered).map((student) => (
                <li key={student.student_id}>
                  <button type="button" className="button" onClick={() => onChoose(student)}>
                    {nameOf(student)}
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </section>
  )
}
