import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isShared, readConfig } from '../../src/config.ts'
import { repository } from '../support/repository.ts'
import {
  environmentOf,
  ownServices,
  placeholdersIn,
  readCompose,
  readDockerfile,
  readSettings,
  withDefaults,
} from './deployment.ts'
import { rolesOfProgram } from './program.ts'

const { services, networks, volumes } = readCompose()
const own = ownServices()
const all = Object.entries(services)

describe('docker-compose.yml', () => {
  test('runs roles that the program has, two of each that answers or works', async () => {
    const roles = await rolesOfProgram()
    expect(own.map(([name]) => name)).toEqual(['api', 'worker', 'bots', 'migrate'])
    for (const [name, { command }] of own) {
      expect(command, name).toEqual([name])
      expect(roles, name).toContain(name)
    }
    expect(services.api?.deploy?.replicas).toBe(2)
    expect(services.worker?.deploy?.replicas).toBe(2)
    expect(services.bots?.deploy?.replicas).toBe(2)
  })

  test('gives them settings that the program takes, so that several processes share one school', () => {
    for (const [name, service] of own) {
      const config = readConfig(environmentOf(service))
      expect(isShared(config), name).toBe(true)
      expect(config.demo, name).toBe(name === 'migrate')
    }
  })

  test('believes the proxy, and nobody else, about the address of a client', () => {
    const subnet = withDefaults(networks.front?.ipam?.config[0]?.subnet ?? '')
    const { trustedProxies } = readConfig(environmentOf(services.api!))
    expect(trustedProxies).toEqual([subnet])
    const onFront = all.filter(([, service]) => service.networks.includes('front')).map(([name]) => name)
    expect(onFront).toEqual(['proxy', 'api', 'bots'])
  })

  test('starts without a .env, and .env.example names what it reads', () => {
    const read = [...placeholdersIn('docker-compose.yml'), ...placeholdersIn('manifests/compose/tls.yml')]
    expect(new Set(Object.keys(readSettings('.env.example')))).toEqual(new Set(read))
  })

  test('names networks, volumes, files and services that are there', () => {
    for (const [name, service] of all) {
      expect(Object.keys(networks), name).toEqual(expect.arrayContaining(service.networks))
      expect(Object.keys(services), name).toEqual(expect.arrayContaining(Object.keys(service.depends_on)))
      for (const [source = ''] of service.volumes.map((volume) => volume.split(':'))) {
        const isThere = source.startsWith('.') ? existsSync(join(repository, source)) : source in volumes
        expect([name, source, isThere]).toEqual([name, source, true])
      }
    }
  })

  test('waits only for health that somebody looks at', () => {
    const imageSays = readDockerfile().healthcheck.length > 0
    for (const [name, { depends_on }] of all) {
      for (const [awaited, { condition }] of Object.entries(depends_on)) {
        const { healthcheck, build } = services[awaited]!
        const isLookedAt = healthcheck?.test !== undefined || (build !== undefined && imageSays)
        if (condition === 'service_healthy')
          expect([name, awaited, isLookedAt]).toEqual([name, awaited, true])
      }
    }
  })

  test('publishes the proxy alone, to this machine alone, and keeps the servers apart from the world', () => {
    const published = all.filter(([, service]) => service.ports.length > 0)
    expect(published.map(([name, { ports }]) => [name, ports.map(withDefaults)])).toEqual([
      ['proxy', ['127.0.0.1:8080:8080']],
    ])
    const open = Object.keys(networks).filter((name) => networks[name]?.internal !== true)
    expect(open).toEqual(['public', 'model'])
    for (const name of ['postgres', 'redis', 'kafka'])
      expect(services[name]?.networks, name).toEqual(['back'])
    expect(all.filter(([, service]) => service.networks.includes('public')).map(([name]) => name)).toEqual([
      'proxy',
    ])
  })

  test('lets the program change nothing but what it is given', () => {
    expect(readDockerfile().user).toMatch(/^[1-9]\d*:[1-9]\d*$/)
    for (const [name, service] of own) {
      expect(service, name).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        volumes: [],
      })
    }
  })
})
