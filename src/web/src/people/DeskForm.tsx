import type { FormEvent, ReactNode } from 'react'

interface Props {
  /** Names the section by its heading; no other on the page has it. */
  id: string
  title: string
  submit: string
  busy: boolean
  /** Why it was not done; null while nothing was refused. */
  problem: string | null
  onSubmit: () => void
  /** The fields. */
  children: ReactNode
  /** What stands below the form. */
  after?: ReactNode
}

/** One thing to fill in and send, with its heading and what came of it. */
export function DeskForm({ id, title, submit, busy, problem, onSubmit, children, after }: Props) {
  const send = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <section className="talker" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <form className="desk-form" onSubmit={send}>
        {children}
        <FormEnd problem={problem} busy={busy} submit={submit} />
      </form>
      {after}
    </section>
  )
}

/** The end of each form: why it was not done, and the button. */
export function FormEnd({ problem, busy, submit }: Pick<Props, 'problem' | 'busy' | 'submit'>) {
  return (
    <>
      {problem !== null && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <div className="desk-buttons">
        <button type="submit" className="button primary" disabled={busy}>
          {submit}
        </button>
      </div>
    </>
  )
}
