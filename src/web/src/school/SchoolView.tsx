import { useState } from 'react'
import type { Student } from '../api/types.ts'
import { say } from '../say.ts'
import { DemoBanner } from '../shell/DemoBanner.tsx'
import { ClassPicker } from './ClassPicker.tsx'
import { EmptyShelf } from './EmptyShelf.tsx'
import { StudentPicker } from './StudentPicker.tsx'
import { StudentShelf } from './StudentShelf.tsx'
import { useClasses } from './use-classes.ts'
import { useStudents } from './use-students.ts'
import './SchoolView.css'

export function SchoolView() {
  const classes = useClasses()
  const [classId, setClassId] = useState<string | null>(null)
  const [student, setStudent] = useState<Student | null>(null)
  const chosenClass = classId ?? classes.list?.[0]?.class_id ?? ''
  const chooseClass = (next: string) => {
    setClassId(next)
    setStudent(null)
  }
  return (
    <>
      <header className="view-head">
        <h1>{say('school.title')}</h1>
        <p>{say('school.intro')}</p>
      </header>
      {classes.problem !== null && (
        <p className="problem" role="alert">
          {classes.problem}
        </p>
      )}
      {classes.list !== null && (
        <Chooser
          classes={classes.list}
          classId={chosenClass}
          student={student}
          onClass={chooseClass}
          onStudent={setStudent}
        />
      )}
      {student !== null && <StudentShelf key={student.student_id} student={student} />}
    </>
  )
}

interface ChooserProps {
  classes: NonNullable<ReturnType<typeof useClasses>['list']>
  classId: string
  student: Student | null
  onClass: (classId: string) => void
  onStudent: (student: Student) => void
}

function Chooser({ classes, classId, student, onClass, onStudent }: ChooserProps) {
  const { list } = useStudents(classId, '')
  const invented = list.some((each) => each.invented) || student?.invented === true
  return (
    <>
      {invented && <DemoBanner />}
      <div className="chooser">
        <ClassPicker classes={classes} chosen={classId} onChoose={onClass} />
        <StudentPicker key={classId} classId={classId} chosen={student} onChoose={onStudent} />
      </div>
      {student === null && <EmptyShelf students={list} onChoose={onStudent} />}
    </>
  )
}
