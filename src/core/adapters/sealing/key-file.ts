import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ShelftalkError } from '../../domain/errors.ts'
import { sealingKeyBytes } from './aes.ts'

const fileName = 'secrets.key'

/** The key of an embedded database: made once in its folder, readable by its owner only. The folder must be locked. */
export async function keyInFolder(folder: string): Promise<Buffer> {
  const path = join(folder, fileName)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) {
    const key = randomBytes(sealingKeyBytes)
    await writeFile(path, `${key.toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
    return key
  }
  const key = Buffer.from(text, 'base64')
  if (key.length === sealingKeyBytes) return key
  throw new ShelftalkError('unavailable', `${path} holds no key of ${sealingKeyBytes} bytes in base64.`)
}
