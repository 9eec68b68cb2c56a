/**
 * Failures that a person can act on. The CLI prints message and suggestion and ends with the exit
 * code, never with a stack; anything else that is thrown is a bug.
 */

export class UserError extends Error {
  override readonly name: string = 'UserError'
  /** What to do about it: a sentence or a command. */
  readonly suggestion: string | undefined
  /** 1: it failed; 2: it was asked for wrongly. */
  readonly exitCode: number

  constructor(
    message: string,
    options: {
      readonly suggestion?: string | undefined
      readonly exitCode?: number
      readonly cause?: unknown
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.suggestion = options.suggestion
    this.exitCode = options.exitCode ?? 1
  }
}

/** What shells report for a program ended by Ctrl-C. */
export const INTERRUPTED_EXIT_CODE = 130

/** What was measured does not say. */
export const INCONCLUSIVE_EXIT_CODE = 3

/** A threshold was missed, or a regression found. */
export const MISSED_EXIT_CODE = 99

/** Somebody asked for an end before there was anything to keep. */
export function interrupted(message: string, cause?: unknown): UserError {
  return new UserError(message, { exitCode: INTERRUPTED_EXIT_CODE, cause })
}

/** A program that is not installed, or may not be run. */
export class ToolUnavailableError extends UserError {
  override readonly name: string = 'ToolUnavailableError'
}

/** The `code` of a failed system call (`ENOENT`), when `error` is one. */
export function systemCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code
  return typeof code === 'string' ? code : undefined
}

/** What an error says, for embedding in another message. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
