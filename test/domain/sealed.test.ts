import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { createSealed } from '../../src/core/adapters/sealing/aes.ts'
import { keyInFolder } from '../../src/core/adapters/sealing/key-file.ts'
import { ShelftalkError } from '../../src/core/domain/errors.ts'

const [first, second] = [randomBytes(32), randomBytes(32)]
const about = 'school-1 identity_provider google'

test('a sealed secret opens with its key and its context, and looks different each time', () => {
  const sealed = createSealed([first])
  const [one, other] = [sealed.seal('s3cret ü', about), sealed.seal('s3cret ü', about)]
  expect(one).not.toBe(other)
  expect(one).not.toContain('s3cret')
  expect([sealed.open(one, about), sealed.open(other, about)]).toEqual(['s3cret ü', 's3cret ü'])
  expect(() => sealed.open(one, 'school-2 identity_provider google')).toThrow('cannot be opened')
})

test('a secret of which any part was changed stays shut', () => {
  const sealed = createSealed([first])
  const parts = sealed.seal('secret', about).split('.')
  for (const at of parts.keys()) {
    const changed = parts.map((part, k) =>
      k === at ? `${part[0] === 'A' ? 'B' : 'A'}${part.slice(1)}` : part,
    )
    expect(() => sealed.open(changed.join('.'), about)).toThrow(ShelftalkError)
  }
  expect(() => sealed.open('', about)).toThrow(ShelftalkError)
})

test('a new key in front seals, the one behind still opens, and one that is gone does not', () => {
  const old = createSealed([first]).seal('secret', about)
  const rotated = createSealed([second, first])
  expect([rotated.open(old, about), rotated.isCurrent(old)]).toEqual(['secret', false])
  const fresh = rotated.seal('secret', about)
  expect(rotated.isCurrent(fresh)).toBe(true)
  expect(() => createSealed([first]).open(fresh, about)).toThrow('SHELFTALK_SECRETS_KEY')
  expect(() => createSealed([]).seal('secret', about)).toThrow('SHELFTALK_SECRETS_KEY')
})

test('the key of a folder is made once, for its owner’s eyes only', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sealed-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const key = await keyInFolder(folder)
  expect(key).toHaveLength(32)
  expect((await keyInFolder(folder)).equals(key)).toBe(true)
  expect((await stat(join(folder, 'secrets.key'))).mode & 0o777).toBe(0o600)
  await writeFile(join(folder, 'secrets.key'), 'short')
  await expect(keyInFolder(folder)).rejects.toThrow('no key of 32 bytes')
})

test('keys come from the environment as base64, the newest first', () => {
  const SHELFTALK_SECRETS_KEY = [second, first].map((key) => key.toString('base64')).join(', ')
  const { sealingKeys } = readConfig({ SHELFTALK_SECRETS_KEY }).secrets
  expect(sealingKeys).toEqual([second, first])
  expect(readConfig({}).secrets.sealingKeys).toEqual([])
  expect(() => readConfig({ SHELFTALK_SECRETS_KEY: 'hunter2' })).toThrow('SHELFTALK_SECRETS_KEY: must be')
})
