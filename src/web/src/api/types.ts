import type { paths } from '../api-types.ts'

type Body<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer T } } } }
}
  ? T
  : never

export type Me = Body<'/me'>
export type Provider = Body<'/sign-in'>['items'][number]
export type DemoPerson = Body<'/demo/people'>['items'][number]
export type Link = Body<'/links'>['items'][number]
export type Platform = Link['platform']
export type Space = Body<'/spaces'>['items'][number]
export type UnboundSpace = Body<'/spaces/unbound'>['items'][number]
export type Channel = Body<'/channels'>['items'][number]
export type Connection = Body<'/connections'>['items'][number]
export type LtiRegistration = Body<'/connections/lti'>['items'][number]
export type MissingPerson = Body<'/imports/{import_id}/missing'>['items'][number]
export type ImportReport = paths['/imports/students']['post']['responses'][202]['content']['application/json']
export type DemoKey = Body<'/demo/key'>
export type SchoolClass = Body<'/classes'>['items'][number]
export type Erasure = Body<'/erasures'>['items'][number]
export type Student = Body<'/students'>['items'][number]
export type Slate = Body<'/recommendations/{student_id}'>
export type Pick = Slate['items'][number]
export type PickedBook = Pick['book']
export type LevelFit = NonNullable<Pick['level_fit']>
export type Vote = paths['/feedback']['post']['requestBody']['content']['application/json']['vote']
export type ListedBook = Body<'/user/books'>['items'][number]
type UserBooksPost = paths['/user/books']['post']
export type Receipt = UserBooksPost['responses'][202]['content']['application/json']
