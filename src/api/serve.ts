import type { Request, Response } from 'express'
import {
  Bytes,
  Redirect,
  sendBytes,
  sendJson,
  sendNothing,
  sendProblem,
  sendRedirect,
  streaming,
} from './answers/answer.ts'
import { pathOf, problemAnswer } from './answers/problem.ts'
import { isForEyes, problemPage } from './answers/problem-page.ts'
import type { Admission, Admitted } from './door/admission.ts'
import type { Allowance } from './door/rate-limits.ts'
import { type AnyAsk, type Endpoint, isWrite, type Surface } from './endpoint.ts'
import type { OnceKeeper } from './requests/once.ts'
import { parsePart } from './requests/parse.ts'
import { write } from './write.ts'
import { z } from './zod.ts'

const nobody: Admitted = {
  caller: { caller_id: '', school_id: '', role: 'reader', reader_id: '', person_id: null },
  csrfToken: null,
}
const nothing = z.strictObject({})
const noQuery: Readonly<Record<string, string>> = {}

export interface Doorway {
  surface: Surface
  admission: Admission
  once: OnceKeeper
}

/** The way of a request through an endpoint: who asks, what is asked, the handler, the answer or the problem. */
export function serve({ surface, admission, once }: Doorway, endpoint: Endpoint) {
  const { access = 'key', answer } = endpoint
  const params = endpoint.params ?? nothing
  const query = endpoint.query ?? nothing

  return async (req: Request, res: Response): Promise<void> => {
    const startedAtMs = performance.now()
    let allowance: Allowance | null = null
    const note = (taken: Allowance): void => {
      allowance = taken
    }
    try {
      const admitted = access === 'key' ? await admission.known(req, res, note) : nobody
      if (access === 'open') await admission.stranger(req, note)
      const ask: AnyAsk = {
        ...admitted,
        params: parsePart(params, req.params, 'part of the path'),
        query: parsePart(query, req.url.includes('?') ? req.query : noQuery, 'query parameter'),
        body: undefined,
        once: null,
        req,
        res,
      }
      const value = await (isWrite(endpoint)
        ? write({ surface, once }, endpoint, ask)
        : endpoint.handle(surface, ask))
      if (value === streaming) return
      if (value instanceof Redirect) sendRedirect(res, answer.status, value, allowance)
      else if (value instanceof Bytes) sendBytes(res, answer.status, value, allowance)
      else if (answer.schema === undefined) sendNothing(res, answer.status, allowance)
      else sendJson(res, answer.status, value, allowance)
    } catch (error) {
      failed({ surface, endpoint, req, res }, error, allowance)
    }
    surface.metrics.request(
      endpoint.path,
      req.method,
      res.statusCode,
      (performance.now() - startedAtMs) / 1000,
    )
  }
}

interface Exchange {
  surface: Surface
  endpoint: Endpoint
  req: Request
  res: Response
}

function failed(
  { surface, endpoint, req, res }: Exchange,
  error: unknown,
  allowance: Allowance | null,
): void {
  const operation = endpoint.operationId
  if (res.destroyed || (req.destroyed && !req.complete)) {
    surface.log.debug({ operation }, 'the client went away before the answer')
    res.destroy()
    return
  }
  const answer = problemAnswer(error, pathOf(req.originalUrl))
  if (answer.problem.code === 'internal') surface.log.error({ operation, err: error }, 'a request failed')
  if (res.headersSent) res.destroy()
  else if (endpoint.forPeople === true && isForEyes(req))
    sendBytes(res, answer.problem.status, problemPage(answer), allowance)
  else sendProblem(res, answer, allowance)
}
