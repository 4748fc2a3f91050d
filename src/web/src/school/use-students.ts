import { useEffect, useState } from 'react'
import { answered, words } from '../api/problem.ts'
import type { Student } from '../api/types.ts'
import { useApi } from '../session/api-context.ts'

const studentsAsked = 50
const typingMs = 140

export interface Students {
  list: readonly Student[]
  more: boolean
  searching: boolean
  problem: string | null
}

const asking: Students = { list: [], more: false, searching: true, problem: null }

/** The students of a class (empty id: of all classes) whose name fits `query`. Asks once the typing pauses. */
export function useStudents(classId: string, query: string): Students {
  const { client } = useApi()
  const [students, setStudents] = useState<Students>(asking)
  useEffect(() => {
    const stop = new AbortController()
    const wanted = { limit: studentsAsked, ...(classId && { class: classId }), ...(query && { query }) }
    setStudents((now) => ({ ...now, searching: true }))
    const ask = () =>
      answered(client.GET('/students', { params: { query: wanted }, signal: stop.signal })).then(
        ({ data }) =>
          setStudents({ list: data.items, more: data.next !== undefined, searching: false, problem: null }),
        (thrown) =>
          stop.signal.aborted || setStudents({ ...asking, searching: false, problem: words(thrown) }),
      )
    const timer = setTimeout(() => void ask(), query === '' ? 0 : typingMs)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [client, classId, query])
  return students
}
