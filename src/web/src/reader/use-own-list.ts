import { useCallback, useEffect, useState } from 'react'
import { words } from '../api/problem.ts'
import type { ListedBook, Receipt } from '../api/types.ts'
import { useTeller } from '../journey/JourneyProvider.tsx'
import { useLiveEvents } from '../live/LiveProvider.tsx'
import { say } from '../say.ts'
import { useApi } from '../session/api-context.ts'
import { useAnnounce } from '../shell/Announcer.tsx'
import { forgetAll, listOf, removeBook, sendBooks } from './own-list.ts'
import type { Upload } from './read-file.ts'
import { forgetReader, newReader, rememberedReader } from './reader-id.ts'

interface OwnList {
  books: readonly ListedBook[]
  more: boolean
}

const nothing: OwnList = { books: [], more: false }

/** This reader's list on the service, and what can be done with it. */
export function useOwnList() {
  const api = useApi()
  const teller = useTeller()
  const announce = useAnnounce()
  const [reader, setReader] = useState(rememberedReader)
  const [own, setOwn] = useState<OwnList>(nothing)
  const [receipt, setReceipt] = useState<Receipt | null>(null)
  const [busy, setBusy] = useState<'sending' | 'forgetting' | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  const reload = useCallback(() => {
    if (reader !== null) listOf(api, reader).then(setOwn, () => undefined)
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
      teller.expect(say('reader.action'))
      const to = reader ?? newReader()
      const taken = await sendBooks(api, to, upload)
      setReader(to)
      setReceipt(taken)
      announce(
        `${say('reader.accepted', { n: taken.accepted })}, ${say('reader.refused', { n: taken.refused.length })}.`,
      )
      reload()
    })

  const remove = ({ book }: ListedBook) =>
    attempt('forgetting', async () => {
      if (reader === null) return
      teller.expect(say('reader.removeAction', { title: book.title }))
      await removeBook(api, reader, book.book_id)
      setReceipt(null)
      announce(say('reader.removed', { title: book.title }))
      reload()
    })

  const forget = () =>
    attempt('forgetting', async () => {
      if (reader !== null) await forgetAll(api, reader)
      forgetReader()
      setReader(null)
      setOwn(nothing)
      setReceipt(null)
      announce(say('reader.forgotten'))
    })

  return { reader, own, receipt, busy, problem, send, remove, forget, reload }
}
