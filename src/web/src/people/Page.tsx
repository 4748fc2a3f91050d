import type { ReactNode } from 'react'
import './Page.css'

/** A view with its title, what went wrong in it, and its cards. */
export function Page(page: {
  title: string
  intro: string
  problems: readonly (string | null)[]
  children: ReactNode
}) {
  const problems = new Set(page.problems.filter((problem) => problem !== null))
  return (
    <div className="desk">
      <header className="view-head">
        <h1>{page.title}</h1>
        <p>{page.intro}</p>
      </header>
      {[...problems].map((problem) => (
        <p key={problem} className="problem" role="alert">
          {problem}
        </p>
      ))}
      {page.children}
    </div>
  )
}
