import { useEffect, useState } from 'react'
import type { PickedBook } from '../api/types.ts'
import { useApi } from '../session/api-context.ts'
import { coverInWords } from './byline.ts'
import { borrowCover, releaseCover } from './cover-store.ts'

type Picture = { state: 'loading' | 'missing' } | { state: 'shown'; address: string }

/** The book as it stands on the shelf. Without a picture its title stands there. */
export function Cover({ book }: { book: PickedBook }) {
  const api = useApi()
  const [picture, setPicture] = useState<Picture>({ state: 'loading' })

  useEffect(() => {
    let gone = false
    borrowCover(api, book.book_id).then(
      (address) => gone || setPicture({ state: 'shown', address }),
      () => gone || setPicture({ state: 'missing' }),
    )
    return () => {
      gone = true
      releaseCover(book.book_id)
    }
  }, [api, book.book_id])

  const alt = coverInWords(book.title, book.authors)
  if (picture.state === 'shown')
    return <img className="cover" src={picture.address} alt={alt} width={160} height={240} />
  return (
    <div className="cover cover-plain" role="img" aria-label={alt} data-state={picture.state}>
      {picture.state === 'missing' && <span aria-hidden="true">{book.title}</span>}
    </div>
  )
}
