import openapiTypes, { type OpenAPI3 } from 'openapi-typescript'
import { describe, expect, test } from 'vitest'
import { openapiDocument } from '../../src/api/openapi.ts'
import { endpoints } from '../../src/api/routes/table.ts'

interface Operation {
  operationId: string
  security: unknown[]
  parameters?: { name: string; in: string }[]
  responses: Record<string, { $ref?: string }>
}

const document = JSON.parse(JSON.stringify(openapiDocument(endpoints)))
const paths = document.paths as Record<string, Record<string, Operation>>
const operations = endpoints.map((one) => ({ one, operation: paths[one.path]?.[one.method] as Operation }))

test('holds every endpoint, each under a name of its own', () => {
  expect(operations.filter(({ operation }) => operation === undefined)).toEqual([])
  expect(Object.values(paths).flatMap((methods) => Object.keys(methods))).toHaveLength(endpoints.length)
  expect(new Set(endpoints.map((one) => one.operationId)).size).toBe(endpoints.length)
})

test('is valid, as the generator of the client sees it', async () => {
  expect(await openapiTypes(document as OpenAPI3)).not.toHaveLength(0)
})

test('no two paths differ only in the names of their parts', () => {
  const shapes = Object.keys(paths).map((path) => path.replace(/\{\w+\}/g, '{}'))
  expect(shapes).toHaveLength(new Set(shapes).size)
})

describe('every operation', () => {
  test.each(operations.map(({ one, operation }) => [one.operationId, one, operation] as const))(
    '%s says what may go wrong',
    (_name, one, { responses, parameters = [], security }) => {
      const problems = Object.entries(responses).filter(([status]) => Number(status) >= 400)
      for (const [, { $ref }] of problems) expect($ref).toMatch(/^#\/components\/responses\//)
      expect(Object.keys(responses)).toEqual(
        expect.arrayContaining([String(one.answer.status), '400', '500']),
      )
      const needsKey = one.access === undefined || one.access === 'key'
      expect(security).toHaveLength(needsKey ? 2 : 0)
      if (needsKey) expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '403', '429']))
      const header = parameters.some((parameter) => parameter.name === 'Idempotency-Key')
      expect(header).toBe(one.method !== 'get' && one.once !== 'never')
      const inPath = parameters
        .filter((parameter) => parameter.in === 'path')
        .map((parameter) => parameter.name)
      expect(inPath).toEqual([...one.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
    },
  )
})
