import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { repository, textOf } from '../support/repository.ts'
import { readDockerfile } from './deployment.ts'

const { stages, environment, entrypoint } = readDockerfile()
const [build, image] = stages

describe('the Dockerfile', () => {
  test('copies what is there, and .dockerignore lets through exactly that', () => {
    const sources = build?.copies.flatMap((copy) => copy.sources) ?? []
    for (const source of sources)
      expect([source, existsSync(join(repository, source))]).toEqual([source, true])
    const [everything, ...allowed] = textOf('.dockerignore').match(/^[^#\n].*$/gm) ?? []
    expect(everything).toBe('*')
    expect(allowed.map((line) => line.replace(/^!/, '')).sort()).toEqual(sources.sort())
  })

  test('takes from the building stage what the program needs, and nothing of the tools', () => {
    expect(build?.name).toBe('build')
    expect(image?.copies.map(({ stage }) => stage)).toEqual(image?.copies.map(() => 'build'))
    expect(image?.copies.flatMap(({ sources }) => sources).sort()).toEqual(
      ['dist', 'migrations', 'node_modules', 'package.json'].map((name) => `/app/${name}`),
    )
    expect(build?.runs.at(-1)).toMatch(/npm prune --omit=dev/)
  })

  test('starts the program with settings that it takes, for one process if none are given', () => {
    expect(entrypoint).toEqual(['node', 'dist/main.js'])
    expect(readConfig(environment)).toMatchObject({
      host: '0.0.0.0',
      port: 8080,
      dataFolder: '/data',
      demo: true,
    })
  })
})
