/**
 * Options of a run from a file: `{"options": {"duration": "30s", "no-lifeguard": true}, "thresholds":
 * ["rtt.p99<1ms"]}`. Options are named as flags are, and read by the same parsers; the command line wins over the file.
 */
import { readFile } from 'node:fs/promises'
import { type Command, Parser } from '@oclif/core'
import { z } from 'zod'
import { closest } from '../command-line/closest.ts'
import { describeFailure } from '../command-line/failure.ts'
import { messageOf, systemCode, UserError } from '../errors.ts'

/** What belongs to one call and not to what is measured. */
const NOT_IN_FILES: ReadonlySet<string> = new Set(['config', 'json', 'name', 'threshold'])

const configFile = z.strictObject({
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  thresholds: z.array(z.string()).default([]),
})

type FlagShapes = Readonly<Record<string, Command.Flag.Any>>

/** What oclif's parser says of a command line. */
type Parsed<T> = {
  readonly flags: T
  readonly metadata: {
    readonly flags?: { readonly [name: string]: { readonly setFromDefault?: boolean } | undefined }
  }
}

/** The flags of the command line, over those of the file it names, over the defaults. */
export async function withConfigFile<T extends { readonly config?: string | undefined }>(
  { flags, metadata }: Parsed<T>,
  shapes: FlagShapes,
): Promise<T> {
  const path = flags.config
  if (path === undefined) return flags
  const fromFile = await readFlags(path, shapes)
  const given = (one: Parsed<unknown>, name: string) =>
    one.metadata.flags?.[name]?.setFromDefault !== true
  const merged: Record<string, unknown> = { ...flags }
  for (const [name, value] of Object.entries(fromFile.flags)) {
    const isGiven = name in flags && given({ flags, metadata }, name)
    if (name === 'threshold') merged[name] = [...(value as []), ...((merged[name] ?? []) as [])]
    else if (given(fromFile, name) && !isGiven) merged[name] = value
  }
  return merged as T
}

async function readFlags(
  path: string,
  shapes: FlagShapes,
): Promise<Parsed<Record<string, unknown>>> {
  const { options, thresholds } = await readConfig(path)
  const known = Object.keys(shapes).filter((name) => !NOT_IN_FILES.has(name))
  const args = Object.entries(options).flatMap(([name, value]) => {
    const shape = known.includes(name) ? shapes[name] : undefined
    if (shape === undefined) throw unknownOption(path, name, known)
    return argsOf(path, name, value, shape)
  })
  for (const threshold of thresholds) args.push('--threshold', threshold)
  try {
    return (await Parser.parse(args, {
      flags: shapes as never,
      strict: true,
    })) as unknown as Parsed<Record<string, unknown>>
  } catch (error) {
    const { message, suggestion, exitCode } = describeFailure(error)
    throw new UserError(`${path}: ${message}`, { suggestion, exitCode, cause: error })
  }
}

function argsOf(
  path: string,
  name: string,
  value: string | number | boolean,
  shape: Command.Flag.Any,
): string[] {
  if ((shape.type === 'boolean') !== (typeof value === 'boolean')) {
    const wanted = shape.type === 'boolean' ? 'true or false' : 'a value'
    throw refused(path, `${name} takes ${wanted}, not ${JSON.stringify(value)}`)
  }
  if (shape.type !== 'boolean') return [`--${name}`, String(value)]
  if (value === true) return [`--${name}`]
  return shape.allowNo ? [`--no-${name}`] : []
}

async function readConfig(path: string): Promise<z.infer<typeof configFile>> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    const why = systemCode(error) === 'ENOENT' ? 'there is no such file' : messageOf(error)
    throw refused(path, why, error)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw refused(path, `not JSON: ${messageOf(error)}`, error)
  }
  const parsed = configFile.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = issue?.path.join('.') ?? ''
  throw refused(path, `${where === '' ? '' : `${where}: `}${issue?.message ?? 'invalid'}`)
}

function unknownOption(path: string, name: string, known: readonly string[]): UserError {
  const near = closest(name.replace(/^--/, ''), known)
  return new UserError(`${path}: there is no option ${JSON.stringify(name)}`, {
    suggestion:
      near === undefined
        ? 'Options are named as flags are: swimbench run --help lists them.'
        : `Did you mean ${near}?`,
    exitCode: 2,
  })
}

function refused(path: string, problem: string, cause?: unknown): UserError {
  return new UserError(`${path}: ${problem}`, {
    suggestion:
      'It should look like {"options": {"duration": "30s"}, "thresholds": ["rtt.p99<1ms"]}.',
    exitCode: 2,
    cause,
  })
}
