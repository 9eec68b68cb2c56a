/** Where clinic is installed, which is up to the user: it is large, and most people never need it. */
import { join } from 'node:path'
import { ToolUnavailableError } from '../errors.ts'
import { findPackage } from '../tools/npm-package.ts'

export type Clinic = { readonly bin: string; readonly version: string }

export function findClinic(project?: string): Clinic {
  const found = findPackage('clinic', project)
  const program = found?.bin['clinic']
  if (found === undefined || program === undefined) {
    throw new ToolUnavailableError('clinic is not installed', {
      suggestion:
        'It is an optional dependency of 650 packages: npm install --save-dev clinic@13, with --global where swimbench is.',
    })
  }
  return { bin: join(found.folder, program), version: found.version }
}
