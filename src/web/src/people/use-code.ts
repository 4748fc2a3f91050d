import { useEffect, useState } from 'react'

const lookEveryMs = 4_000

/** A code to be typed elsewhere; while it is good, `look` looks whether that was done. Null: none is shown. */
export function useCode<Code extends { code: string; expires_at: string }>(
  look: () => void,
): [Code | null, (code: Code) => void] {
  const [code, setCode] = useState<Code | null>(null)
  useEffect(() => {
    if (code === null) return
    const until = Date.parse(code.expires_at)
    const timer = setInterval(() => {
      look()
      if (Date.now() >= until) setCode(null)
    }, lookEveryMs)
    return () => clearInterval(timer)
  }, [code, look])
  return [code, setCode]
}
