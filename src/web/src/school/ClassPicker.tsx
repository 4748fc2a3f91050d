import type { SchoolClass } from '../api/types.ts'
import { say } from '../say.ts'

const tabsAtMost = 12

interface Props {
  classes: readonly SchoolClass[]
  chosen: string
  onChoose: (classId: string) => void
}

/** Classes as index tabs; a school with many gets a plain list. An empty id means all classes. */
export function ClassPicker({ classes, chosen, onChoose }: Props) {
  if (classes.length > tabsAtMost) return <ClassList classes={classes} chosen={chosen} onChoose={onChoose} />
  const tabs = [
    ...classes.map(({ class_id, name, students }) => ({ id: class_id, name, students })),
    { id: '', name: say('school.allClasses'), students: null },
  ]
  return (
    <fieldset className="classes">
      <legend>{say('school.classes')}</legend>
      <div className="tabs">
        {tabs.map(({ id, name, students }) => (
          <label key={id} className="tab">
            <input type="radio" name="class" checked={chosen === id} onChange={() => onChoose(id)} />
            <span>
              {name} {students !== null && <Headcount students={students} />}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

const Headcount = ({ students }: { students: number }) => (
  <small>
    <span aria-hidden="true">{students}</span>
    <span className="for-ears">{say('school.students', { n: students })}</span>
  </small>
)

function ClassList({ classes, chosen, onChoose }: Props) {
  return (
    <label className="classes">
      {say('school.classes')}
      <select value={chosen} onChange={(event) => onChoose(event.target.value)}>
        <option value="">{say('school.allClasses')}</option>
        {classes.map(({ class_id, name }) => (
          <option key={class_id} value={class_id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
