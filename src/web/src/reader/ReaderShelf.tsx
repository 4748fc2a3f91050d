import { useCallback, useEffect, useState } from 'react'
import { say } from '../say.ts'
import { Shelf } from '../shelf/Shelf.tsx'

/** A new reader's first list is promised within this time; after it we say that it takes longer. */
const promisedMs = 5_000

/** The reader's picks. The stream brings the first ones; until then it says what it waits for. */
export function ReaderShelf({ reader, sent }: { reader: string; sent: unknown }) {
  const [late, setLate] = useState(false)
  const [picks, setPicks] = useState(0)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), promisedMs)
    return () => clearTimeout(timer)
  }, [])
  const onPicks = useCallback((count: number) => setPicks(count), [])
  return (
    <Shelf
      readerId={reader}
      name={say('reader.you')}
      heading={say('reader.picks')}
      whileEmpty={picks > 0 ? undefined : late ? say('reader.late') : say('reader.waiting')}
      onPicks={onPicks}
      sent={sent}
      levels={false}
    />
  )
}
