import { type FormEvent, useState } from 'react'
import { say } from '../say.ts'
import './KeyForm.css'

export function KeyForm({ refused, onKey }: { refused: boolean; onKey: (key: string) => void }) {
  const [key, setKey] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (key.trim() !== '') onKey(key.trim())
  }
  return (
    <form className="doorway-card talker" onSubmit={submit}>
      <h2>{say('start.title')}</h2>
      <p>{say('start.explain')}</p>
      {refused && (
        <p className="problem" role="alert" id="key-refused">
          {say('start.refused')}
        </p>
      )}
      <label htmlFor="key">{say('start.label')}</label>
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
          {say('start.submit')}
        </button>
      </div>
    </form>
  )
}
