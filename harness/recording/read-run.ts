/** Reads a run's data files back from its folder. What is missing or broken is a problem, not a failure. */
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import {
  type ProbeTable,
  ProbeTableParser,
  parseViewChanges,
  type ViewChange,
} from '../../analysis/index.ts'
import { messageOf, systemCode } from '../errors.ts'

export type RunData = {
  /** Undefined when there is no readable `probes.csv.gz`. */
  readonly probes: ProbeTable | undefined
  readonly views: readonly ViewChange[]
  readonly problems: readonly string[]
}

export async function readRunData(folder: string): Promise<RunData> {
  const problems: string[] = []
  const probesPath = join(folder, 'probes.csv.gz')
  const viewsPath = join(folder, 'views.csv')
  let probes: ProbeTable | undefined
  try {
    const read = await readProbes(probesPath)
    probes = read.probes
    if (read.problemCount > 0) problems.push(lines(probesPath, read))
  } catch (error) {
    problems.push(unreadable(probesPath, error))
  }
  let views: readonly ViewChange[] = []
  try {
    const read = parseViewChanges(await readFile(viewsPath, 'utf8'))
    views = read.changes
    if (read.problemCount > 0) problems.push(lines(viewsPath, read))
  } catch (error) {
    problems.push(unreadable(viewsPath, error))
  }
  return { probes, views, problems }
}

async function readProbes(path: string): Promise<ReturnType<ProbeTableParser['end']>> {
  const file = createReadStream(path)
  const text = createGunzip()
  file.on('error', (error) => text.destroy(error))
  file.pipe(text).setEncoding('utf8')
  const parser = new ProbeTableParser()
  for await (const chunk of text as AsyncIterable<string>) parser.push(chunk)
  return parser.end()
}

function lines(
  path: string,
  read: {
    readonly problemCount: number
    readonly problems: readonly { readonly line: number; readonly reason: string }[]
  },
): string {
  const first = read.problems[0]
  const where = first === undefined ? '' : `, the first on line ${first.line}: ${first.reason}`
  return `${path} has ${read.problemCount} unreadable line${read.problemCount === 1 ? '' : 's'}${where}`
}

function unreadable(path: string, error: unknown): string {
  return systemCode(error) === 'ENOENT' ? `${path} is missing` : `${path}: ${messageOf(error)}`
}
