/**
 * Whatever ended a command, as what a person needs: one message, what to do about it, and the exit
 * code. 1: it failed; 2: it was asked for wrongly.
 */
import { Errors } from '@oclif/core'
import { messageOf, UserError } from '../errors.ts'
import { closest } from './closest.ts'

export type Failure = {
  readonly message: string
  readonly suggestion: string | undefined
  readonly exitCode: number
}

const USAGE_EXIT_CODE = 2
/** What oclif's not-found plugin ends with, after it has said that there is no such command. */
const NOT_FOUND_EXIT_CODE = 127

/** What oclif's parser knows about a command line that it refused. */
type ParserError = Error & {
  readonly flags?: readonly string[]
  readonly parse?: { readonly input?: { readonly flags?: Readonly<Record<string, FlagShape>> } }
  readonly oclif?: { readonly exit?: number }
}

type FlagShape = { readonly allowNo?: boolean; readonly hidden?: boolean }

/** oclif's way of ending early with nothing to tell, as after help. */
export function isOrderlyExit(error: unknown): boolean {
  return error instanceof Errors.ExitError
}

/** `called` is what was typed, and what there is to type. */
export function describeFailure(
  error: unknown,
  called: { readonly argv: readonly string[]; readonly commands: readonly string[] } = {
    argv: [],
    commands: [],
  },
): Failure {
  if (error instanceof UserError) {
    const { message, suggestion, exitCode } = error
    return { message, suggestion, exitCode }
  }
  const parserError = error as ParserError
  if (parserError.flags !== undefined && parserError.parse !== undefined) {
    return unknownFlag(parserError)
  }
  if (isOrderlyExit(error)) {
    return { message: '', suggestion: undefined, exitCode: parserError.oclif?.exit ?? 0 }
  }
  if (parserError.oclif?.exit === NOT_FOUND_EXIT_CODE) {
    return unknownCommand(called.argv, called.commands)
  }
  if (error instanceof Errors.CLIError) {
    return { ...readable(error.message), exitCode: USAGE_EXIT_CODE }
  }
  return {
    message: `swimbench failed unexpectedly: ${messageOf(error)}`,
    suggestion: 'This is a bug. DEBUG=1 shows where it comes from; please report it.',
    exitCode: 1,
  }
}

/** oclif takes the words after a command that has no arguments for parts of its name. */
function unknownCommand(argv: readonly string[], commands: readonly string[]): Failure {
  const [command = '', ...rest] = argv
  const near = closest(command, commands)
  return commands.includes(command)
    ? {
        message: `unexpected argument ${rest.find((word) => !word.startsWith('-')) ?? ''}`,
        suggestion: `swimbench ${command} --help shows how it is used.`,
        exitCode: USAGE_EXIT_CODE,
      }
    : {
        message: `unknown command ${command}`,
        suggestion:
          near === undefined ? 'swimbench help lists them.' : `Did you mean swimbench ${near}?`,
        exitCode: USAGE_EXIT_CODE,
      }
}

function unknownFlag(error: ParserError): Failure {
  const [given = ''] = error.flags ?? []
  const [name = ''] = given.split('=', 1)
  const known = Object.entries(error.parse?.input?.flags ?? {}).flatMap(([flag, shape]) => {
    if (shape.hidden) return []
    return shape.allowNo ? [`--${flag}`, `--no-${flag}`] : [`--${flag}`]
  })
  const near = closest(name, known)
  return {
    message: `unknown flag ${name}`,
    suggestion: near === undefined ? '--help lists the flags.' : `Did you mean ${near}?`,
    exitCode: USAGE_EXIT_CODE,
  }
}

const SEE_HELP = /\s*See more help with --help\s*$/
const PARSING = /^Parsing (--\S+)\s+/
const NO_OPTION = /^Expected (--[^=]+)=(.*) to be one of: (.*)$/s

/** oclif's own messages, said as the rest of this program says things. */
function readable(text: string): Pick<Failure, 'message' | 'suggestion'> {
  const message = text.replace(SEE_HELP, '').replace(PARSING, '$1: ')
  const choice = NO_OPTION.exec(message)
  if (choice !== null) {
    const [, flag, given = '', options = ''] = choice
    const near = closest(given, options.split(', '))
    const meant = near === undefined ? '' : ` Did you mean ${near}?`
    return {
      message: `${flag} knows no ${JSON.stringify(given)}`,
      suggestion: `Known: ${options}.${meant}`,
    }
  }
  return { message, suggestion: SEE_HELP.test(text) ? '--help shows how it is used.' : undefined }
}
