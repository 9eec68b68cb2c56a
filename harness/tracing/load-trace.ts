/** What a person names to compare: a recorded capture, or files that a tool wrote. */
import { existsSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { SyscallReport } from '../../analysis/index.ts'
import { UserError } from '../errors.ts'
import { resolveCapture } from '../recording/capture-store.ts'
import { CAPTURE_FILE } from '../recording/recorded-folders.ts'
import { TOOLS } from '../tools/registry.ts'
import { analyzeFiles } from './analyze-files.ts'

export type LoadedTrace = {
  readonly name: string
  readonly tool: string
  readonly report: SyscallReport
}

/** `argument`: an id, its beginning, `latest`, a folder, or a file. */
export async function loadTrace(argument: string, resultsDir: string): Promise<LoadedTrace> {
  const file = rawFile(argument)
  if (file !== undefined) {
    const { tool, report } = await analyzeFiles([file])
    return { name: file, tool, report }
  }
  const { record } = await resolveCapture(argument, resultsDir)
  if (record.kind === 'syscalls') {
    return { name: record.id, tool: record.tool.name, report: record.syscalls }
  }
  throw new UserError(`${record.id} is a capture of ${record.kind}, not of system calls`, {
    suggestion: 'Name captures of swimbench trace-syscalls, or files of strace.',
    exitCode: 2,
  })
}

/** Undefined for what stands for a record. */
function rawFile(argument: string): string | undefined {
  const found = statSync(argument, { throwIfNoEntry: false })
  if (found === undefined) return undefined
  if (!found.isDirectory()) return basename(argument) === CAPTURE_FILE ? undefined : argument
  const inside = Object.values(TOOLS).map(({ captureName }) => join(argument, captureName))
  return inside.find((path) => existsSync(path))
}
