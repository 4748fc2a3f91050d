import { useState } from 'react'
import { type Refusals, words } from '../api/problem.ts'

/** Something that a person does and that may be refused: whether it is under way, and why it was not done. */
export function useAttempt(): {
  busy: boolean
  problem: string | null
  /** `refusals`: what the person is told when it is refused with such a status. */
  attempt: (act: () => Promise<void>, refusals?: Refusals) => Promise<void>
} {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const attempt = async (act: () => Promise<void>, refusals?: Refusals) => {
    setBusy(true)
    setProblem(null)
    await act().catch((thrown: unknown) => setProblem(words(thrown, refusals)))
    setBusy(false)
  }
  return { busy, problem, attempt }
}
