import { expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'

const proxiesOf = (SHELFTALK_TRUSTED_PROXIES: string) =>
  readConfig({ SHELFTALK_TRUSTED_PROXIES }).trustedProxies

test('trusted proxies are addresses, networks or this machine; nobody by default', () => {
  expect(readConfig({}).trustedProxies).toEqual([])
  expect(proxiesOf('loopback, 10.0.0.0/8,2001:db8::1,')).toEqual(['loopback', '10.0.0.0/8', '2001:db8::1'])
})

test.each([
  'true',
  '1',
  'proxy.example',
  '10.0.0.0/33',
  '10.0.0.0/0',
  '::1/129',
  '10.0.0.1/8/8',
  'loopback/8',
])('a proxy cannot be %s', (text) =>
  expect(() => proxiesOf(text)).toThrow('SHELFTALK_TRUSTED_PROXIES: must be addresses'),
)
