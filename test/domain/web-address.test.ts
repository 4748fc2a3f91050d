import { expect, test } from 'vitest'
import { endpoints } from '../../src/api/routes/table.ts'
import { isWebAddress } from '../../src/core/domain/web-address.ts'

const good = [
  ...[
    'https://school.instructure.com',
    'https://moodle.school.example:8443/course/1',
    'https://[2001:db8::1]/',
  ],
  ...[
    'http://localhost:8080',
    'http://127.0.0.1:1/x',
    'https://xn--bcher-kva.example',
    'https://bücher.example',
  ],
]
const bad = [
  ...['http://school.example', 'ftp://school.example', 'javascript:alert(1)', 'school.example', ''],
  ...[
    'https://*.school.example',
    "https://a.example;script-src'unsafe-inline'",
    'https://a.example,b.example',
  ],
  ...['https://somebody@school.example', 'https://a:b@school.example', 'https://localhost.evil.example;x'],
]

test.each(good)('%s is an address of the web', (text) => expect(isWebAddress(text)).toBe(true))
test.each(bad)('%s is none', (text) => expect(isWebAddress(text)).toBe(false))

test.each(bad)('[lti-B7] nobody can be let frame our pages as %s', (address) => {
  const { body } = endpoints.find((one) => one.operationId === 'decideLtiRegistration')!
  const schema = body?.kind === 'json' ? body.schema : null
  expect(schema?.safeParse({ state: 'active', frame_origins: [good[0], address] }).success).toBe(false)
  expect(schema?.safeParse({ state: 'active', frame_origins: [good[0]] }).success).toBe(true)
})
