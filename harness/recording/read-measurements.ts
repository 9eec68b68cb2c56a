/**
 * What `visualize` can draw: run records, by whatever name `report` would take, and logs of swim-rs.
 * Logs that lie in the same folder are of one cluster and make one measurement.
 */
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, extname } from 'node:path'
import {
  type Measurements,
  parseSwimRsLog,
  plural,
  type SwimRsLog,
  swimRsTables,
} from '../../analysis/index.ts'
import { messageOf, UserError } from '../errors.ts'
import { readRunData } from './read-run.ts'
import { resolveRun } from './store.ts'

type NamedLog = { readonly path: string; readonly log: SwimRsLog }

/** In the order of `names`; a cluster's logs stand where the first of them was named. */
export async function readMeasurements(
  names: readonly string[],
  resultsDir: string,
): Promise<Measurements[]> {
  const sources: (Measurements | NamedLog[])[] = []
  const clusters = new Map<string, NamedLog[]>()
  for (const name of names) {
    if (!(await isLog(name))) {
      sources.push(await ofRun(name, resultsDir))
      continue
    }
    const one = await readLog(name)
    const folder = dirname(name)
    const cluster = clusters.get(folder)
    if (cluster !== undefined) {
      cluster.push(one)
    } else {
      clusters.set(folder, [one])
      sources.push(clusters.get(folder) ?? [])
    }
  }
  return sources.map((source) => (Array.isArray(source) ? ofLogs(source) : source))
}

async function isLog(name: string): Promise<boolean> {
  const found = await stat(name).catch(() => undefined)
  return found?.isFile() === true && extname(name) !== '.json'
}

async function ofRun(name: string, resultsDir: string): Promise<Measurements> {
  const { id, folder, record } = await resolveRun(name, resultsDir)
  const { probes, views, problems } = await readRunData(folder)
  if (probes === undefined) {
    throw new UserError(`run ${id} cannot be drawn: ${problems.join('; ')}`)
  }
  const { probeTimeoutS } = record.config.protocol
  return {
    name: id,
    probes,
    changes: views,
    durationS: record.durationS,
    probeTimeoutS: typeof probeTimeoutS === 'number' ? probeTimeoutS : undefined,
    faults: record.faults,
    notes: problems,
  }
}

async function readLog(path: string): Promise<NamedLog> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw new UserError(`${path} cannot be read: ${messageOf(error)}`, { cause: error })
  }
  const log = parseSwimRsLog(text)
  if (log.samples.length + log.states.length + log.ticks.length > 0) return { path, log }
  throw new UserError(`${path} is neither a run record nor a log of swim-rs`, {
    suggestion:
      'Logs need the level info: RUST_LOG=info swim-rs 127.0.0.1:9000 2>&1 | tee node.log',
  })
}

function ofLogs(logs: readonly NamedLog[]): Measurements {
  const [first] = logs
  const tables = swimRsTables(
    logs.map(({ path, log }) => ({ agent: basename(path, extname(path)), log })),
  )
  const name =
    logs.length === 1 || first === undefined
      ? basename(first?.path ?? '')
      : `${basename(dirname(first.path))} (${plural(logs.length, 'log')})`
  return {
    name,
    ...tables,
    probeTimeoutS: undefined,
    faults: [],
    notes: [
      'swim-rs logs answered probes only.',
      ...logs.flatMap(({ path, log }) => doubts(path, log)),
    ],
  }
}

function doubts(path: string, { problemCount, problems }: SwimRsLog): string[] {
  const [first] = problems
  if (first === undefined) return []
  const count = plural(problemCount, 'line')
  return [`${path}: ${count} could not be read, the first is line ${first.line}: ${first.reason}`]
}
