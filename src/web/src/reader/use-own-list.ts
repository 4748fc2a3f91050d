import { useCallback, useEffect, useState } from 'react'
import { words } from '../api/problem.ts'
import type { ListedBook, Receipt } from '../api/types.ts'
import { useJourneys } from '../journey/JourneyProvider.tsx'
import { useLiveEvents } from '../live/LiveProvider.tsx'
import { messages } from '../messages.ts'
import { useApi } from '../session/api-context.ts'
import { useAnnounce } from '../shell/Announcer.tsx'
import { forgetAll, listOf, removeBook, sendBooks } from './own-list.ts'
import type { Upload } from './read-file.ts'
import { newReaderId, readerId } from './reader-id.ts'

interface OwnList {
  books: readonly ListedBook[]
  more: boolean
}

const nothing: OwnList = { books: [], more: false }

/** This reader's list on the service, and what can be done with it. */
export function useOwnList() {
  const api = useApi()
  const journeys = useJourneys()
  const announce = useAnnounce()
  const [reader, setReader] = useState(readerId)
  const [own, setOwn] = useState<OwnList>(nothing)
  const [receipt, setReceipt] = useState<Receipt | null>(null)
  const [busy, setBusy] = useState<'sending' | 'forgetting' | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  const reload = useCallback(() => {
    listOf(api, reader).then(setOwn, () => undefined)
  }, [api, reader])
  useEffect(reload, [reload])
  useLiveEvents((event) => {
    if (event.kind === 'list.changed' && event.studentId === reader) reload()
  })

  const attempt = async (doing: 'sending' | 'forgetting', act: () => Promise<void>) => {
    setBusy(doing)
    setProblem(null)
    await act().catch((thrown: unknown) => setProblem(words(thrown)))
    setBusy(null)
  }

  const send = (upload: Upload) =>
    attempt('sending', async () => {
      if (upload.kind === 'refused') return setProblem(upload.why)
      journeys.expect(messages.reader.action)
      const taken = await sendBooks(api, reader, upload)
      setReceipt(taken)
      const { accepted, refused } = messages.reader
      announce(`${accepted(taken.accepted)}, ${refused(taken.refused.length)}.`)
      reload()
    })

  const remove = ({ book }: ListedBook) =>
    attempt('forgetting', async () => {
      journeys.expect(messages.reader.removeAction(book.title))
      await removeBook(api, reader, book.book_id)
      announce(messages.reader.removed(book.title))
      reload()
    })

  const forget = () =>
    attempt('forgetting', async () => {
      await forgetAll(api, reader)
      setReader(newReaderId())
      setOwn(nothing)
      setReceipt(null)
      announce(messages.reader.forgotten)
    })

  return { reader, own, receipt, busy, problem, send, remove, forget, reload }
}
