import { execFile, spawnSync } from 'node:child_process'
import { copyFile, cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { repository } from '../support/repository.ts'
import { type Copy, readDockerfile } from './deployment.ts'

const run = promisify(execFile)

/** What `npm run` tells the programs that it starts about this checkout, which is none of the image's business. */
const ofThisCheckout = /^(npm_(package|lifecycle|config_local_prefix)|INIT_CWD|NODE_ENV|VITEST|TEST)/

/** The working folder of an image, made as the Dockerfile says but without a container: only its owner may write. */
export interface BuiltImage {
  folder: string
  remove(): Promise<void>
}

export async function buildImage(): Promise<BuiltImage> {
  const [build, image] = readDockerfile().stages
  const root = await mkdtemp(join(tmpdir(), 'shelftalk-image-'))
  const [building, folder] = [join(root, 'build'), join(root, 'app')]
  for (const path of [building, folder]) await mkdir(path)
  for (const copy of build?.copies ?? []) await copyInto(building, copy)
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofThisCheckout.test(name)))
  for (const command of build?.runs ?? []) await run('sh', ['-c', command], { cwd: building, env })
  for (const { sources } of image?.copies ?? [])
    for (const source of sources)
      await rename(join(building, basename(source)), join(folder, basename(source)))
  await run('chmod', ['-R', 'go+rX,a-w', folder])
  await run('chmod', ['a+rx', root])
  return {
    folder,
    async remove() {
      await run('chmod', ['-R', 'u+w', folder])
      await rm(root, { recursive: true })
    },
  }
}

/** As COPY does: files into the folder, a folder's content into the folder of that name. */
async function copyInto(folder: string, { sources, target }: Copy): Promise<void> {
  const into = join(folder, target)
  await mkdir(into, { recursive: true })
  for (const source of sources) {
    const from = join(repository, source)
    const isFolder = (await readdir(dirname(from), { withFileTypes: true })).some(
      (entry) => entry.name === basename(from) && entry.isDirectory(),
    )
    if (isFolder) await cp(from, into, { recursive: true })
    else await copyFile(from, join(into, basename(source)))
  }
}

/** The user of the image, where we may be somebody else. */
const asItsUser = (): { uid?: number; gid?: number } => {
  if (process.getuid?.() !== 0) return {}
  const [uid = 0, gid = 0] = readDockerfile().user.split(':').map(Number)
  return { uid, gid }
}

/** What the container runtime starts a process of the image with. */
export const startedAs = (
  image: BuiltImage,
  environment: Readonly<Record<string, string>>,
): { cwd: string; env: Record<string, string>; uid?: number; gid?: number } => ({
  cwd: image.folder,
  env: { PATH: process.env.PATH ?? '', ...readDockerfile().environment, ...environment },
  ...asItsUser(),
})

/** Runs the image's own look at its health. */
export function isHealthy(image: BuiltImage, environment: Readonly<Record<string, string>>): boolean {
  const [program = '', ...args] = readDockerfile().healthcheck
  return spawnSync(program, args, startedAs(image, environment)).status === 0
}
