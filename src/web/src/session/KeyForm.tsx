import { type FormEvent, useState } from 'react'
import { messages } from '../messages.ts'
import './KeyForm.css'

const text = messages.start

export function KeyForm({ refused, onKey }: { refused: boolean; onKey: (key: string) => void }) {
  const [key, setKey] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (key.trim() !== '') onKey(key.trim())
  }
  return (
    <main className="doorway" id="main" tabIndex={-1}>
      <form className="doorway-card talker" onSubmit={submit}>
        <h1>{text.title}</h1>
        <p>{text.explain}</p>
        {refused && (
          <p className="problem" role="alert" id="key-refused">
            {text.refused}
          </p>
        )}
        <label htmlFor="key">{text.label}</label>
        <div className="doorway-row">
          <input
            id="key"
            type="password"
            autoComplete="off"
            spellCheck={false}
            required
            value={key}
            aria-invalid={refused}
            aria-describedby={refused ? 'key-refused' : undefined}
            onChange={(event) => setKey(event.target.value)}
          />
          <button type="submit" className="button primary">
            {text.submit}
          </button>
        </div>
      </form>
    </main>
  )
}
