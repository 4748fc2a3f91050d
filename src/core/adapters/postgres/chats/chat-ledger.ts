import type { CurrentVote, LedgerEntry } from '../../../domain/chats/chat-emoji.ts'
import { ownVoter } from '../../../domain/lists/interaction.ts'
import type { ChatButton, ChatButtons, ChatReactions, ChatVotes } from '../../../ports/chats/chat.ts'
import { json, only, type Sql } from '../sql.ts'

export function chatButtons(sql: Sql): ChatButtons {
  return {
    async put(buttons, at) {
      await sql.rows(
        `insert into chat_button (school_id, button_id, platform, tenant, person_id, reader_id, book_id, class_id, post_id,
           book_ids, slate_id, week, made_at)
         select current_setting('shelftalk.school'), x.button_id, x.platform, x.tenant, x.person_id, x.reader_id, x.book_id,
           x.class_id, x.post_id, x.book_ids, x.slate_id, x.week, $2
         from jsonb_to_recordset($1::jsonb) as x(button_id text, platform text, tenant text, person_id text,
           reader_id text, book_id text, class_id text, post_id text, book_ids text[], slate_id text, week text)`,
        [json(buttons), at.toISOString()],
      )
    },
    get: async ({ platform, tenant }, buttonId) =>
      (
        await sql.rows<ChatButton>(
          `select button_id, platform, tenant, person_id, reader_id, book_id, class_id, post_id, book_ids, slate_id, week
           from chat_button where platform = $1 and tenant = $2 and button_id = $3`,
          [platform, tenant, buttonId],
        )
      )[0] ?? null,
  }
}

const entry = 'select r.post_id, r.person_id, r.emoji, r.present, r.order_at, r.event_id from chat_reaction r'

export function chatReactions(sql: Sql): ChatReactions {
  return {
    put: async ({ post_id, person_id, emoji, present, order_at }) =>
      (
        await sql.rows(
          `insert into chat_reaction as r (school_id, post_id, person_id, emoji, present, order_at)
           select p.school_id, p.post_id, n.person_id, $3, $4, $5 from chat_post p join person n using (school_id)
           where p.post_id = $1 and n.person_id = $2
           on conflict (school_id, post_id, person_id, emoji) do update
             set present = excluded.present, order_at = excluded.order_at where r.order_at <= excluded.order_at
           returning post_id`,
          [post_id, person_id, emoji, present, order_at],
        )
      ).length > 0,
    async setVote({ post_id, person_id, emoji }, eventId) {
      await sql.rows(
        'update chat_reaction set event_id = $4 where post_id = $1 and person_id = $2 and emoji = $3',
        [post_id, person_id, emoji, eventId],
      )
    },
    ofBook: (personId, bookId) =>
      sql.rows<LedgerEntry>(
        `${entry} join chat_post p using (school_id, post_id) where r.person_id = $1 and p.book_id = $2`,
        [personId, bookId],
      ),
    ofPosts: (postIds) => sql.rows<LedgerEntry>(`${entry} where r.post_id = any($1::text[])`, [postIds]),
  }
}

export function chatVotes(sql: Sql): ChatVotes {
  return {
    async put({ person_id, book_id, vote, event_id, at }) {
      await sql.rows(
        `insert into chat_vote (school_id, person_id, book_id, vote, event_id, voted_at)
         select p.school_id, p.person_id, b.book_id, $3, $4, $5 from person p join book b using (school_id)
         where p.person_id = $1 and b.book_id = $2
         on conflict (school_id, person_id, book_id) do update set vote = excluded.vote, event_id = excluded.event_id,
           voted_at = excluded.voted_at`,
        [person_id, book_id, vote, event_id, at.toISOString()],
      )
    },
    current: async ({ person_id, reader_id }, bookId) =>
      (
        await sql.rows<CurrentVote>(
          `select vote, event_id, voted_at from vote where reader_id = $1 and book_id = $3 and voter = $4
           union all select vote, event_id, voted_at from chat_vote where $1::text is null and person_id = $2 and book_id = $3`,
          [reader_id, person_id, bookId, ownVoter],
        )
      )[0] ?? null,
    unseenLikes: async ({ post_id, class_id, book_id }) =>
      only(
        await sql.rows<{ likes: number }>(
          `select count(*)::int as likes from (
             select p.person_id from vote v join class_member m using (school_id, reader_id)
               join person p using (school_id, reader_id)
             where v.book_id = $3 and v.voter = $4 and v.vote = 'up' and m.class_id = $2
             union select c.person_id from chat_vote c join class_teacher t using (school_id, person_id)
             where c.book_id = $3 and c.vote = 'up' and t.class_id = $2) liking
           where not exists (select from chat_reaction r where r.post_id = $1 and r.person_id = liking.person_id and r.present)`,
          [post_id, class_id, book_id, ownVoter],
        ),
      ).likes,
    isOfClass: async ({ person_id, reader_id }, classId) =>
      (
        await sql.rows(
          `select from class_member where class_id = $1 and reader_id = $3
           union all select from class_teacher where class_id = $1 and person_id = $2 limit 1`,
          [classId, person_id, reader_id],
        )
      ).length > 0,
  }
}
