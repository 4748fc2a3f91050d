import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { repository, textOf } from '../support/repository.ts'

/** What the tests look at in a service of docker-compose.yml; schemas say elsewhere whether the rest is right. */
const Service = z.object({
  image: z.string(),
  build: z.string().optional(),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  networks: z.array(z.string()),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.object({ test: z.array(z.string()).optional(), disable: z.boolean().optional() }).optional(),
  deploy: z.object({ replicas: z.number() }).optional(),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
})

const Compose = z.object({
  services: z.record(z.string(), Service),
  networks: z.record(
    z.string(),
    z
      .object({
        internal: z.boolean().default(false),
        ipam: z.object({ config: z.array(z.object({ subnet: z.string() })) }).optional(),
      })
      .nullable(),
  ),
  volumes: z.record(z.string(), z.null()),
})

export type ComposeService = z.infer<typeof Service>

export const readCompose = (): z.infer<typeof Compose> =>
  Compose.parse(parse(textOf('docker-compose.yml'), { merge: true }))

/** The services that run our own program, by name. */
export const ownServices = (): [string, ComposeService][] =>
  Object.entries(readCompose().services).filter(([, service]) => service.build !== undefined)

const placeholder = /\$\{(\w+)(?::[-?]([^}]*))?\}/g

/** A text as Compose fills it in without a .env file: each placeholder by its default. */
export const withDefaults = (text: string): string =>
  text.replace(placeholder, (_, _name, otherwise = '') => otherwise)

/** The variables that a Compose file takes from .env. */
export const placeholdersIn = (path: string): string[] =>
  [...textOf(path).matchAll(placeholder)].map(([, name = '']) => name)

/** What `docker compose up` without a .env file puts into the environment of a service. */
export const environmentOf = (service: ComposeService): Record<string, string> =>
  Object.fromEntries(Object.entries(service.environment).map(([name, value]) => [name, withDefaults(value)]))

/** Names and values of a file of lines NAME=VALUE. */
export const readSettings = (path: string): Record<string, string> =>
  Object.fromEntries(
    [...textOf(path).matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  )

export interface Copy {
  stage: string | null
  sources: string[]
  target: string
}

export interface Stage {
  name: string | null
  copies: Copy[]
  /** Commands of RUN, each for a shell. */
  runs: string[]
}

export interface Dockerfile {
  stages: Stage[]
  environment: Record<string, string>
  user: string
  entrypoint: string[]
  healthcheck: string[]
}

/** The Dockerfile, as far as it says what is in the image and how it is started. */
export function readDockerfile(): Dockerfile {
  const lines = textOf('Dockerfile')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
  const found: Dockerfile = { stages: [], environment: {}, user: 'root', entrypoint: [], healthcheck: [] }
  for (const line of lines) {
    const [, word, rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? []
    const stage = found.stages.at(-1)
    if (word === 'FROM')
      found.stages.push({ name: / AS (\w+)$/.exec(rest)?.[1] ?? null, copies: [], runs: [] })
    if (word === 'COPY') stage?.copies.push(copyOf(rest))
    if (word === 'RUN') stage?.runs.push(rest)
    if (word === 'ENV')
      for (const [, name = '', value = ''] of rest.matchAll(/(\w+)=(\S+)/g)) found.environment[name] = value
    if (word === 'USER') found.user = rest
    if (word === 'ENTRYPOINT') found.entrypoint = JSON.parse(rest)
    if (word === 'HEALTHCHECK') found.healthcheck = JSON.parse(rest.slice(rest.indexOf('CMD') + 3))
  }
  return found
}

function copyOf(text: string): Copy {
  const words = text.split(/\s+/)
  const stage = words[0]?.startsWith('--from=') ? (words.shift()?.slice('--from='.length) ?? null) : null
  return { stage, sources: words.slice(0, -1), target: words.at(-1) ?? '' }
}

/** The objects in the files of a folder of manifests/kubernetes, as they stand there. */
export function readObjects(...paths: string[]): KubernetesObject[] {
  return paths.flatMap((path) =>
    parseAllDocuments(readFileSync(join(repository, 'manifests/kubernetes', path), 'utf8'), {
      merge: true,
    }).map((document) => KubernetesObject.parse(document.toJS())),
  )
}

const Probe = z.object({
  httpGet: z.object({ path: z.string(), port: z.string() }).optional(),
  exec: z.object({ command: z.array(z.string()) }).optional(),
})
const SecurityContext = z.object({
  runAsNonRoot: z.boolean().optional(),
  readOnlyRootFilesystem: z.boolean().optional(),
  allowPrivilegeEscalation: z.boolean().optional(),
  capabilities: z.object({ drop: z.array(z.string()) }).optional(),
})
const Pod = z.object({
  terminationGracePeriodSeconds: z.number().optional(),
  securityContext: SecurityContext,
  containers: z.array(
    z.object({
      image: z.string(),
      args: z.array(z.string()).default([]),
      ports: z.array(z.object({ name: z.string(), containerPort: z.number() })).default([]),
      livenessProbe: Probe.optional(),
      readinessProbe: Probe.optional(),
      startupProbe: Probe.optional(),
      securityContext: SecurityContext,
    }),
  ),
})
const KubernetesObject = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string() }),
  spec: z.looseObject({ template: z.object({ spec: Pod }).optional() }).optional(),
  stringData: z.record(z.string(), z.string()).optional(),
})
export type KubernetesObject = z.infer<typeof KubernetesObject>

export type Container = z.infer<typeof Pod>['containers'][number]

/** The only container of an object's pods. */
export function containerOf(object: KubernetesObject): Container {
  const [container, ...more] = object.spec?.template?.spec.containers ?? []
  if (container === undefined || more.length > 0)
    throw new Error(`${object.metadata.name} has not one container`)
  return container
}
