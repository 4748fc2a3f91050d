/** Whether the server that stopped answering comes back in a moment, or is to be taken for dead. */
export interface Verdict {
  /** It stopped answering. Not news while it is taken for dead. */
  inDoubt(): void
  /** It answers, and has been told what it missed. */
  alive(): void
  dead(): void
  /** Resolves when one of the two is known. */
  known(): Promise<void>
}

/** A server that says nothing for so long is dead: whoever waited for it goes on. */
const silentMs = 2_000

export function createVerdict(): Verdict {
  let is: 'alive' | 'in doubt' | 'dead' = 'alive'
  let timer: NodeJS.Timeout | undefined
  const waiting: (() => void)[] = []

  const decide = (now: 'alive' | 'dead'): void => {
    is = now
    clearTimeout(timer)
    for (const goOn of waiting.splice(0)) goOn()
  }
  return {
    inDoubt() {
      if (is !== 'alive') return
      is = 'in doubt'
      timer = setTimeout(() => decide('dead'), silentMs).unref()
    },
    alive: () => decide('alive'),
    dead: () => decide('dead'),
    known: () =>
      is === 'in doubt' ? new Promise((resolve) => void waiting.push(resolve)) : Promise.resolve(),
  }
}
