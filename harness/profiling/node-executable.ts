/** Whether a process runs Node, by the file that it executes. */
import { readlinkSync } from 'node:fs'
import { basename } from 'node:path'

const EXECUTABLE = /^(?:node|nodejs)(?:-?\d[\w.]*)?(?: \(deleted\))?$/

/** Undefined when the process is gone, or another user's. */
export function executableOf(pid: number): string | undefined {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`))
  } catch {
    return undefined
  }
}

export function isNode(pid: number): boolean {
  return EXECUTABLE.test(executableOf(pid) ?? '')
}
