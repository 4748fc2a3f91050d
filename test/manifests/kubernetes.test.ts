import { describe, expect, test } from 'vitest'
import { consumerOf } from '../../src/bus.ts'
import { isShared, readConfig } from '../../src/config.ts'
import { textOf } from '../support/repository.ts'
import {
  containerOf,
  environmentOf,
  ownServices,
  readCompose,
  readObjects,
  readSettings,
} from './deployment.ts'
import { rolesOfProgram, settingsOfProgram } from './program.ts'

const program = readObjects(
  'base/api.yaml',
  'base/worker.yaml',
  'base/bots.yaml',
  'base/migrate.yaml',
).filter(({ spec }) => spec?.template)
const servers = readObjects('servers/postgres.yaml', 'servers/redis.yaml', 'servers/kafka.yaml').filter(
  ({ spec }) => spec?.template,
)
const settings = readSettings('manifests/kubernetes/base/settings.env')
const [secret] = readObjects('secret.example.yaml')
const secrets = secret?.stringData ?? {}

/** Literals of an overlay: its settings and, on trial, its secrets. */
const literalsOf = (overlay: string): Record<string, string> =>
  Object.fromEntries(
    [
      ...textOf(`manifests/kubernetes/overlays/${overlay}/kustomization.yaml`).matchAll(
        /^ +- ([A-Z_]+)=(\S*)/gm,
      ),
    ].map(([, name = '', value = '']) => [name, value]),
  )

describe('manifests/kubernetes', () => {
  test('runs the same roles as docker-compose.yml, which the program has', async () => {
    const roles = await rolesOfProgram()
    const started = program.map((object) => [object.metadata.name, containerOf(object).args])
    expect(started).toEqual(ownServices().map(([name, { command }]) => [name, command]))
    for (const [, args] of started) expect(roles).toEqual(expect.arrayContaining([...(args ?? [])]))
  })

  test('names every setting of the program, secret or not, and none that it does not have', () => {
    // Of the image, and of the embedded demo alone.
    const notDeployed = ['PORT', 'HOST', 'SHELFTALK_DATA', 'SHELFTALK_SANDBOX']
    expect([...Object.keys(settings), ...Object.keys(secrets), ...notDeployed].sort()).toEqual(
      settingsOfProgram().sort(),
    )
    for (const [name, value] of Object.entries(secrets)) expect([name, value]).toEqual([name, ''])
  })

  test('is behind docker-compose.yml in no setting, which leaves out only what its own servers decide', () => {
    const inCompose = new Set(ownServices().flatMap(([, service]) => Object.keys(service.environment)))
    const ofItsServers =
      /^(PORT|HOST|SHELFTALK_DATA|SHELFTALK_SANDBOX|DATABASE_POOL|REDIS_PREFIX|KAFKA_(?!BROKERS).*)$/
    expect([...inCompose].sort()).toEqual(
      settingsOfProgram()
        .filter((name) => !ofItsServers.test(name))
        .sort(),
    )
  })

  test('gives settings that the program takes, on trial and with managed servers', () => {
    const trial = readConfig({ ...settings, ...literalsOf('trial') })
    expect(trial).toMatchObject({ demo: true, kafka: { brokers: ['kafka:9092'] } })
    const managed = readConfig({
      ...settings,
      ...literalsOf('managed'),
      ...{ DATABASE_URL: 'postgres://a:b@c:5432/d?sslmode=verify-full', REDIS_URL: 'rediss://:a@b:6379' },
      ...{ KAFKA_SASL_USERNAME: 'a', KAFKA_SASL_PASSWORD: 'b' },
    })
    expect([isShared(trial), isShared(managed)]).toEqual([true, true])
    expect(managed).toMatchObject({
      demo: false,
      kafka: { ssl: true, replication: 3, sasl: { username: 'a' } },
    })
  })

  test('starts the servers of docker-compose.yml, in the same way', () => {
    const { services } = readCompose()
    for (const object of servers) {
      const { name } = object.metadata
      const { image, args, readinessProbe } = containerOf(object)
      const [, ...check] = services[name]?.healthcheck?.test ?? []
      expect({ name, image, args, check: readinessProbe?.exec?.command }).toEqual({
        name,
        image: services[name]?.image,
        args: services[name]?.command,
        check,
      })
    }
    expect(environmentOf(services.kafka!)).toEqual({ KAFKA_HEAP_OPTS: '-Xms256m -Xmx512m' })
  })

  test('asks for health where the program tells it', () => {
    for (const object of program.filter(({ kind }) => kind === 'Deployment')) {
      const { ports, livenessProbe, startupProbe, readinessProbe } = containerOf(object)
      expect(ports).toEqual([{ name: 'http', containerPort: readConfig({}).port }])
      for (const probe of [livenessProbe, startupProbe])
        expect(probe?.httpGet).toEqual({ path: '/health/live', port: 'http' })
      expect(readinessProbe?.httpGet).toEqual({ path: '/health/ready', port: 'http' })
      expect(object.spec?.template?.spec.terminationGracePeriodSeconds).toBe(30)
    }
  })

  test('lets nothing run as root, and the program change nothing', () => {
    for (const object of [...program, ...servers]) {
      const name = object.metadata.name
      expect([name, object.spec?.template?.spec.securityContext.runAsNonRoot]).toEqual([name, true])
      expect(containerOf(object).securityContext, name).toMatchObject({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        ...(name === 'kafka' ? {} : { readOnlyRootFilesystem: true }),
      })
    }
  })

  test('scales workers on every topic by its own group, and never beyond the partitions', () => {
    const prefix = readConfig({ KAFKA_BROKERS: 'kafka:9092' }).kafka?.topicPrefix
    const [scaled] = readObjects('keda/scaled-object.yaml').filter(({ kind }) => kind === 'ScaledObject')
    const triggers = scaled?.spec?.triggers as { metadata: { topic: string; consumerGroup: string } }[]
    expect(triggers.map(({ metadata }) => [metadata.topic, metadata.consumerGroup])).toEqual(
      Object.entries(consumerOf).map(([topic, consumer]) => [`${prefix}${topic}`, `${prefix}${consumer}`]),
    )
    const [, worker] = readObjects('base/autoscaling.yaml')
    const partitions = Number(settings.KAFKA_PARTITIONS)
    expect([worker?.spec?.maxReplicas, scaled?.spec?.maxReplicaCount]).toEqual([partitions, partitions])
  })
})
