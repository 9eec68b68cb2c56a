/** Shows a file in the browser that the desktop has chosen for such files. */
import { UserError } from '../errors.ts'
import { runCommand } from './command.ts'

const TIMEOUT_MS = 10_000

export async function openInBrowser(path: string): Promise<void> {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open'
  const { exit, stderr } = await runCommand(opener, [path], {
    timeoutMs: TIMEOUT_MS,
    install: `Open it yourself: ${path}`,
  })
  if (exit.code === 0) return
  throw new UserError(`${opener} could not open the report: ${stderr.trim()}`, {
    suggestion: `Open it yourself: ${path}`,
  })
}
