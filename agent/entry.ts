/** Where the process entry is: beside this file, in whichever form this file is running. */
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The file to start with Node: TypeScript in a checkout, JavaScript when compiled. */
export function agentEntry(): string {
  return fileURLToPath(new URL(`./main${extname(import.meta.url)}`, import.meta.url))
}
