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

test('Slack’s settings are set all four or not at all, and Socket Mode comes on top', () => {
  const four = {
    SLACK_APP_ID: 'A',
    SLACK_CLIENT_ID: '1',
    SLACK_CLIENT_SECRET: 's',
    SLACK_SIGNING_SECRET: 'g',
  }
  expect(readConfig({}).secrets.slack).toBe(null)
  expect(readConfig(four).secrets.slack).toMatchObject({ appId: 'A', appToken: null })
  expect(readConfig({ ...four, SLACK_APP_TOKEN: 'xapp-1' }).secrets.slack).toMatchObject({
    appToken: 'xapp-1',
  })
  for (const wrong of [{ SLACK_APP_ID: 'A' }, { SLACK_APP_TOKEN: 'xapp-1' }])
    expect(() => readConfig(wrong)).toThrow(/SLACK_SIGNING_SECRET: must be set/)
  expect(() => readConfig({ ...four, SLACK_APP_TOKEN: 'xoxb-1' })).toThrow(
    /SLACK_APP_TOKEN: must be an app-level/,
  )
})
