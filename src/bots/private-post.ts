import type { Account } from '../core/domain/people/account.ts'
import type { NewPost } from '../core/ports/chats/chat.ts'
import type { PrivateMessage } from './card.ts'

/** A message to one account alone, in its conversation with the bot. */
export const privatePost = (
  { platform, tenant, account_id }: Account,
  { post_id, priority, body }: Pick<NewPost, 'post_id' | 'priority'> & { body: PrivateMessage },
): NewPost => ({
  ...{ post_id, platform, tenant, account_id, priority, body },
  ...{ channel_id: null, class_id: null, book_id: null, asked_by: null },
})
