import { createContext, useContext } from 'react'
import type { Api } from '../api/client.ts'

export const ApiContext = createContext<Api | null>(null)

/** The open connection to the service. Only under an open session. */
export function useApi(): Api {
  const api = useContext(ApiContext)
  if (api === null) throw new Error('useApi is used outside of an open session')
  return api
}
