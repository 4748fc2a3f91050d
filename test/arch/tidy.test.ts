import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { filesUnder, repository, textOf } from '../support/repository.ts'

/** Files of src that may be longer than the house allows, each with the reason why it cannot be parted. */
const longerWithReason: Record<string, string> = {
  'src/web/src/api-types.ts': 'generated from the OpenAPI document',
}

const longestFileLines = 300
const code = /\.(ts|tsx|mjs|cjs)$/
const text = /\.(ts|tsx|mjs|cjs|js|json|jsonc|md|sql|sh|yml|yaml|html|css|svg|mmd)$/
const settings = /\.config\.ts$/

const everything = filesUnder().filter((path) => !path.startsWith('test/arch/probes/'))
const sources = everything.filter((path) => path.startsWith('src/') && code.test(path))
const written = everything.filter(
  (path) => text.test(path) && path !== 'package-lock.json' && path !== 'test/arch/tidy.test.ts',
)

const holding = (paths: string[], pattern: RegExp) => paths.filter((path) => pattern.test(textOf(path)))

describe('files', () => {
  test(`of src have fewer than ${longestFileLines} lines`, () => {
    const tooLong = sources
      .map((path) => ({ path, lines: textOf(path).trimEnd().split('\n').length }))
      .filter(({ path, lines }) => lines >= longestFileLines && !(path in longerWithReason))
    expect(tooLong).toEqual([])
  })

  test('that were given leave to be long still exist and still are', () => {
    const idle = Object.keys(longerWithReason).filter(
      (path) => !sources.includes(path) || textOf(path).trimEnd().split('\n').length < longestFileLines,
    )
    expect(idle).toEqual([])
  })

  test('are named for what they hold', () => {
    const says = /(^|[-._/])(utils?|helpers?|common|managers?|services?)(?=[-._/]|$)/i
    // Other people's words: the folder of tests against real servers, and the script that runs them.
    const ours = everything.filter((path) => code.test(path) && !path.startsWith('test/services/'))
    expect(ours.filter((path) => says.test(path) && path !== 'vitest.services.config.ts')).toEqual([])
  })

  test('name what they export', () => {
    expect(holding(sources, /^export default\b/m).filter((path) => !settings.test(path))).toEqual([])
  })

  test('leave nothing for later', () => {
    expect(holding(written, /\b(TODO|FIXME|XXX)\b/)).toEqual([])
  })

  test('know nothing of the machine that they were written on', () => {
    expect(
      holding([...written, '.ci/run'], /(^|[\s'"`(=:])\/(work|root|home\/[a-z]+|Users\/[A-Za-z]+)\//m),
    ).toEqual([])
  })
})

test('the lock file names no place that packages were fetched from', () => {
  expect(textOf('package-lock.json')).not.toMatch(/"resolved":\s*"https?:/)
})

test('migrations are numbered from 0001 without a gap, each number once', () => {
  const names = existsSync(join(repository, 'migrations'))
    ? filesUnder('migrations').map((path) => basename(path))
    : []
  expect(names.filter((name) => !/^\d{4}_[a-z0-9_]+\.sql$/.test(name))).toEqual([])
  expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_, index) => index + 1))
})
