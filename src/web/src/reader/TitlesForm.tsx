import { type FormEvent, useId, useState } from 'react'
import { say } from '../say.ts'
import { type TypedBook, typedTitles } from './typed-titles.ts'

const titlesAtMost = 200

export function TitlesForm({ busy, onBooks }: { busy: boolean; onBooks: (books: TypedBook[]) => void }) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const books = typedTitles(typed)
    const wrong =
      books.length === 0
        ? say('reader.noTitles')
        : books.length > titlesAtMost
          ? say('reader.tooMany', { max: titlesAtMost })
          : null
    setProblem(wrong)
    if (wrong !== null) return
    onBooks(books)
    setTyped('')
  }
  return (
    <form className="titles" onSubmit={submit} noValidate>
      <label htmlFor={id}>{say('reader.titles')}</label>
      <textarea
        id={id}
        rows={4}
        value={typed}
        placeholder={say('reader.titlesExample')}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-hint`}
        onChange={(event) => setTyped(event.target.value)}
      />
      <p
        className={problem === null ? 'quiet' : 'problem'}
        id={`${id}-hint`}
        role={problem === null ? undefined : 'alert'}
      >
        {problem ?? say('reader.titlesHint')}
      </p>
      <button type="submit" className="button" disabled={busy}>
        {say('reader.add')}
      </button>
    </form>
  )
}
