/** npm packages that users may or may not have: where they are, and which version. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export type NpmPackage = {
  readonly folder: string
  readonly version: string
  /** Its programs, relative to the folder. */
  readonly bin: Readonly<Record<string, string>>
}

/** Beside swimbench, or in the project that this is run in. */
export function findPackage(name: string, project: string = process.cwd()): NpmPackage | undefined {
  for (const from of [import.meta.url, join(project, 'package.json')]) {
    try {
      const path = createRequire(from).resolve(`${name}/package.json`)
      const { version, bin } = JSON.parse(readFileSync(path, 'utf8')) as Partial<NpmPackage>
      return { folder: dirname(path), version: version ?? 'of unknown version', bin: bin ?? {} }
    } catch {
      // Not seen from there.
    }
  }
  return undefined
}
