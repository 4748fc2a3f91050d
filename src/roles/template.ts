import { join } from 'node:path'
import { projectFolder } from '../connections.ts'

/** Where the build puts the template of a new embedded database, with or without the demo school. */
export const templateFile = (demo: boolean): string =>
  join(projectFolder, 'dist', 'template', demo ? 'demo.tar.gz' : 'schema.tar.gz')
