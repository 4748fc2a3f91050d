import type { StaffMember } from '../core/domain/people/person.ts'

/** Invented staff of the demo school. Their addresses are nobody's, and are looked for by a stand-in of Slack alone. */
export const demoStaff: readonly (StaffMember & { class_ids: string[] })[] = [
  {
    person_id: 'demo-t-5a',
    role: 'teacher',
    name: 'Ms. Marlowe',
    email: 'marlowe@harbour.example',
    class_ids: ['demo-5a', 'demo-4b'],
  },
  {
    ...{ person_id: 'demo-t-8b', role: 'teacher', name: 'Mr. Quill', class_ids: ['demo-8b'] },
    email: 'quill@harbour.example',
  },
  { person_id: 'demo-librarian', role: 'librarian', name: 'Mrs. Page', email: null, class_ids: [] },
  { person_id: 'demo-admin', role: 'admin', name: 'Mr. Stack', email: null, class_ids: [] },
]

/** Whom one may be in the demo: the staff, and a student of a lower, a middle and an upper class. */
export const demoPersonIds = [
  ...demoStaff.map((one) => one.person_id),
  ...['demo-s-001', 'demo-s-060', 'demo-s-110'],
]
