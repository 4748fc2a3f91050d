import { useEffect, useState } from 'react'
import { answered, words } from '../api/problem.ts'
import type { SchoolClass } from '../api/types.ts'
import { useApi } from '../session/api-context.ts'

const classesAsked = 200

export interface Classes {
  list: readonly SchoolClass[] | null
  problem: string | null
}

/** The school's classes, lowest grade first; null while they are not known. */
export function useClasses(): Classes {
  const { client } = useApi()
  const [classes, setClasses] = useState<Classes>({ list: null, problem: null })
  useEffect(() => {
    const stop = new AbortController()
    answered(
      client.GET('/classes', { params: { query: { limit: classesAsked } }, signal: stop.signal }),
    ).then(
      ({ data }) => setClasses({ list: data.items.toSorted(byGrade), problem: null }),
      (thrown) => stop.signal.aborted || setClasses({ list: null, problem: words(thrown) }),
    )
    return () => stop.abort()
  }, [client])
  return classes
}

const byGrade = (a: SchoolClass, b: SchoolClass): number =>
  (a.grade_level ?? 99) - (b.grade_level ?? 99) || a.name.localeCompare(b.name)
