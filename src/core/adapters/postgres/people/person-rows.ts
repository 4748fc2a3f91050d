/**
 * Where the school's tables hold a person, and what becomes of it when that person is erased. Every table stands here once at
 * least: a test compares the list with the schema.
 *
 * In a `where` the table is `t`; `who` has `readers` (ids by which the person reads), `accounts` (platform, tenant and
 * account, one after the other) and `courses` (accounts in courses alone). Rows go in this order: what is found by others goes
 * before them.
 */
export interface PersonRows {
  table: string
  where: string
  /** The column that is emptied instead, where the row is not the person's. */
  empties?: string
}

const ofReader = 't.reader_id = any(who.readers)'
// A member of staff may be called as a reader is.
const persons = '(select p.person_id from person p where p.reader_id = any(who.readers))'
const ofPerson = `t.person_id in ${persons}`
const ofAccount = "concat_ws(' ', t.platform, t.tenant, t.account_id) = any(who.accounts)"
const ofCourseAccount = 't.account_id = any(who.courses)'
/** As a value in JSON. */
const namedIn = (json: string): string =>
  `exists (select from unnest(who.readers) r where position(to_jsonb(r)::text in ${json}) > 0)`
const ownBooks = '(select b.book_id from book b where b.owner_reader_id = any(who.readers))'

export const personRows: readonly PersonRows[] = [
  {
    table: 'idempotency',
    where: `t.caller = any(who.readers) or t.caller in (select 'person:' || p.person_id from person p
        where p.reader_id = any(who.readers)) or ${namedIn('t.answer::text')}
      or t.caller in (select s.session_id from person_session s where s.person_id in ${persons})
      or t.caller in (select key_id from api_key where reader_id = any(who.readers))
      or t.answer ->> 'event_id' in (select event_id::text from vote where reader_id = any(who.readers))`,
  },
  // Messages to the person, and those to somebody who was told of the person's picks.
  {
    table: 'chat_post',
    where: `t.channel_id is null and (${ofAccount} or exists (select from chat_button b
      where b.reader_id = any(who.readers) and position(b.button_id in t.body::text) > 0))`,
  },
  {
    table: 'chat_post',
    empties: 'asked_by',
    where: "concat_ws(' ', t.platform, t.tenant, t.asked_by) = any(who.accounts)",
  },
  { table: 'chat_button', where: `${ofReader} or ${ofPerson}` },
  { table: 'chat_reaction', where: ofPerson },
  { table: 'chat_vote', where: ofPerson },
  { table: 'chat_digest', where: ofPerson },
  // Beside the person's own: what somebody nameless asked to be.
  {
    table: 'chat_link',
    where: `${ofPerson} or (t.state = 'pending' and t.platform = 'lti' and ${ofCourseAccount})`,
  },
  { table: 'link_code', where: ofPerson },
  { table: 'link_try', where: ofAccount },
  { table: 'lti_session', where: ofCourseAccount },
  { table: 'lti_member', where: ofCourseAccount },
  { table: 'lti_score', where: ofCourseAccount },
  { table: 'identity', where: ofPerson },
  { table: 'person_session', where: ofPerson },
  { table: 'class_teacher', where: ofPerson },
  { table: 'api_key', where: ofReader },
  { table: 'outbox', where: "t.event #>> '{data,reader_id}' = any(who.readers)" },
  {
    table: 'dead_letter',
    where: namedIn('t.event::text'),
  },
  { table: 'course_vote', where: ofReader },
  { table: 'slate', where: ofReader },
  { table: 'similar_reader', where: `${ofReader} or t.other_id = any(who.readers)` },
  { table: 'reader_embedding', where: ofReader },
  { table: 'preference', where: ofReader },
  { table: 'vote', where: ofReader },
  { table: 'loan', where: ofReader },
  { table: 'listed_book', where: ofReader },
  { table: 'book_text_neighbour', where: `t.book_id in ${ownBooks}` },
  { table: 'book_embedding', where: `t.book_id in ${ownBooks}` },
  { table: 'book', where: 't.owner_reader_id = any(who.readers)' },
  { table: 'class_member', where: ofReader },
  { table: 'person', where: ofReader },
  { table: 'reader', where: ofReader },
]

/** The other tables, and why nobody who is erased is in them, or nobody who can be told from another. */
export const withoutPerson: readonly { tables: readonly string[]; why: string }[] = [
  {
    tables: ['book_override_log', 'channel_class', 'chat_space', 'identity_provider', 'lti_invite'],
    why: 'name staff alone',
  },
  {
    tables: ['class', 'reading_list', 'lti_course', 'lti_deployment', 'lti_registration', 'lti_services'],
    why: 'are about a class, a course or a platform',
  },
  {
    tables: ['chat_installation', 'chat_install_state', 'connection_state', 'gateway_lease', 'lti_key'],
    why: 'are about a connection to a platform',
  },
  { tables: ['import_refusal'], why: 'says what is wrong with a line, and nothing that stood there' },
  {
    tables: ['import_run', 'job_run', 'job_due', 'model_budget', 'model_use', 'school'],
    why: 'hold counts, settings and moments of the whole school',
  },
  { tables: ['schedule_job', 'schema_migration', 'write_probe'], why: 'are about the program' },
  { tables: ['wording'], why: 'holds sentences about books of the catalogue' },
  { tables: ['course_total'], why: 'holds sums that five students stood behind when they were told' },
  {
    tables: ['graph_build', 'book_neighbour'],
    why: 'hold sums over all readers: built anew right after, without the person, and the builds before deleted',
  },
  { tables: ['inbox'], why: 'holds ids of events, which name nobody once the events are gone' },
  { tables: ['sign_in'], why: 'names nobody yet: somebody is on the way through a provider, for minutes' },
  {
    tables: ['lti_transaction'],
    why: 'holds what a platform says of whom it is about to bring, for minutes: its own id at times, which is not known here',
  },
  {
    tables: ['lti_item'],
    why: 'holds a digest of the platform’s id, which nothing else here is made from, for a day',
  },
  { tables: ['chat_request'], why: 'is emptied beside, by a digest of the account: its school is not known' },
  { tables: ['erasure'], why: 'holds the receipts, which name nobody' },
]
