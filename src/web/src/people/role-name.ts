import type { Me } from '../api/types.ts'
import { say } from '../say.ts'

const names = {
  admin: 'role.admin',
  librarian: 'role.librarian',
  teacher: 'role.teacher',
  student: 'role.student',
} as const

/** What a role is called; programs have roles of their own, which nobody signs in with. */
export const roleName = (role: Me['role']): string =>
  role in names ? say(names[role as keyof typeof names]) : role
