import { useEffect, useRef, useState } from 'react'
import { answered, words } from '../api/problem.ts'
import type { PickedBook, Vote } from '../api/types.ts'
import { useTeller } from '../journey/JourneyProvider.tsx'
import { randomId } from '../random-id.ts'
import { say } from '../say.ts'
import { useApi } from '../session/api-context.ts'
import { useAnnounce } from '../shell/Announcer.tsx'

export interface Given {
  book: PickedBook
  vote: Exclude<Vote, 'none'>
}

interface Ballot {
  readerId: string
  slateId: string | undefined
  refresh: () => Promise<void>
}

/** The votes given on this page, newest first. A vote shows at once; it is taken off again when it did not arrive. */
export function useVotes({ readerId, slateId, refresh }: Ballot) {
  const { client } = useApi()
  const teller = useTeller()
  const announce = useAnnounce()
  const [given, setGiven] = useState<readonly Given[]>([])
  const [problem, setProblem] = useState<string | null>(null)
  /** One vote after the other, so that an undo never overtakes its vote. */
  const queue = useRef<Promise<void>>(Promise.resolve())
  const refreshNow = useRef(refresh)
  useEffect(() => {
    refreshNow.current = refresh
  })

  const put = (book: PickedBook, vote: Vote) =>
    setGiven((now) => {
      const others = now.filter((each) => each.book.book_id !== book.book_id)
      return vote === 'none' ? others : [{ book, vote }, ...others]
    })

  const send = async (book: PickedBook, vote: Vote, before: Vote) => {
    const startedAt = performance.now()
    try {
      const { data } = await answered(
        client.POST('/feedback', {
          params: { header: { 'Idempotency-Key': randomId() } },
          body: { student_id: readerId, book_id: book.book_id, vote, ...(slateId && { slate_id: slateId }) },
        }),
      )
      teller.mine(data.event_id, say(`vote.said.${vote}`, { title: book.title }))
      await refreshNow.current()
      teller.onScreen(data.event_id, Math.round(performance.now() - startedAt))
    } catch (thrown) {
      put(book, before)
      setProblem(`${say('vote.failed', { title: book.title })} ${words(thrown) ?? ''}`)
    }
  }

  const cast = (book: PickedBook, vote: Vote) => {
    const before = given.find((each) => each.book.book_id === book.book_id)?.vote ?? 'none'
    setProblem(null)
    put(book, vote)
    announce(say(`vote.said.${vote}`, { title: book.title }))
    queue.current = queue.current.then(() => send(book, vote, before))
  }

  return { given, problem, cast }
}
