import { bookIds } from '../../bench/chat/setup.ts'
import type { Message } from '../../src/sandbox/fake-slack/world.ts'

/** The book of a post by its title: the platform is not told its id. */
export function bookOf({ blocks }: Message): string {
  const [, n = ''] = /Book (\d+)/.exec(JSON.stringify(blocks)) ?? []
  return bookIds[Number(n)] ?? 'no book'
}
