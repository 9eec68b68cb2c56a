/** What the doctor says about one thing, and what it looks at the machine through. */

export type Finding = {
  readonly name: string
  /** `missing`: not there at all; `warn`: there, but it will not do its best. */
  readonly status: 'ok' | 'warn' | 'missing'
  /** Without it there is nothing to run. */
  readonly required: boolean
  readonly detail: string
  /** A command or a sentence that mends it; null when all is well or nothing can be done. */
  readonly advice: string | null
}

export type Output = { readonly code: number; readonly text: string }

/** The machine as checks see it, so that each can be tested against any machine. */
export interface Machine {
  readonly nodeVersion: string
  readonly cores: number
  readonly memoryBytes: number
  readonly memoryAvailableBytes: number
  readonly loadAverage1m: number
  readonly isRoot: boolean
  /** A small file's text without the line's end; undefined when it cannot be read. */
  read(path: string): string | undefined
  /** Runs a program to its end; undefined when it is not installed. */
  run(program: string, args: readonly string[]): Promise<Output | undefined>
  /** Of an npm package that users may have; undefined when it is not installed. */
  packageVersion(name: string): string | undefined
}

export type Check = (machine: Machine) => Finding | Promise<Finding>

/** Most findings are of things that a run can do without. */
export function finding(
  name: string,
  status: Finding['status'],
  detail: string,
  advice: string | null = null,
): Finding {
  return { name, status, required: false, detail, advice }
}
