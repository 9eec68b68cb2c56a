/**
 * Holds the scanner to its targets: `npm run bench:trace`. It makes a capture of at least a million
 * lines with strace, and has it read by our scanner and by a loop of readline and regular expressions,
 * in turns, each in a process of its own on one and the same core.
 */
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { median } from 'simple-statistics'
import { formatBytes, formatCount, formatNumber } from '../../analysis/index.ts'
import { UserError } from '../../harness/errors.ts'
import type { Column } from '../../harness/terminal/table.ts'
import { findProgram } from '../../harness/tools/command.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { printTable, printTargets } from './rtt/targets.ts'
import { makeCapture } from './trace/make-capture.ts'
import { READERS, type ReaderName, type Reading } from './trace/readers.ts'

const HELP = `node dist/test/benchmarks/trace.js [--lines N] [--rounds N] [--file FILE]

  --lines N    how long the capture has to be, 1,000,000 by default; a million takes strace half a minute
  --rounds N   how often each reads it, 7 by default
  --file FILE  a capture that is there already, as of strace -f -ttt -T`

const RATIO_MIN = 2.5
const PEAK_BYTES_MAX = 200 * 2 ** 20
const NAMES = Object.keys(READERS) as ReaderName[]
const ONE_READING = fileURLToPath(
  new URL(`./trace/one-reading${extname(import.meta.filename)}`, import.meta.url),
)

const SPEED_COLUMNS: readonly Column[] = [
  { header: 'reader', align: 'left' },
  { header: 'M lines/CPU s', align: 'right' },
  { header: 'slowest … fastest', align: 'left' },
  { header: 'peak memory', align: 'right' },
  { header: 'calls', align: 'right' },
  { header: 'unknown', align: 'right' },
]

type Timed = Reading & { readonly seconds: number; readonly peakBytes: number }

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '7' },
    file: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) console.log(HELP)
else {
  try {
    await compare(Number(values.lines), Number(values.rounds), values.file)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    console.error(`${error.message}\n  ${error.suggestion ?? ''}`)
    process.exitCode = error.exitCode
  }
}

async function compare(lines: number, rounds: number, given?: string): Promise<void> {
  await using folder = await temporaryFolder()
  const path = given ?? join(folder.path, 'trace.txt')
  if (given === undefined) {
    console.log(
      `strace -f -ttt -T on threads that send datagrams, for ${formatCount(lines)} lines …`,
    )
    await makeCapture(path, lines)
  }
  const form = import.meta.filename.endsWith('.js') ? 'compiled' : 'from source'
  const pin = onOneCore()
  console.log(
    `Node ${process.version}, ${form}, ${pin.length > 0 ? 'on one core' : 'on any core'}\n`,
  )
  // Once for nothing, so that the file is warm for the first of them, too.
  const first = readOnce('scanner', path, pin)
  const timed = new Map<ReaderName, Timed[]>(NAMES.map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? NAMES : NAMES.toReversed()) {
      timed.get(name)?.push(readOnce(name, path, pin))
    }
  }
  printSpeeds(timed)
  printAccount(first, statSync(path).size)
  printTargets(targets(first, timed))
}

function readOnce(name: ReaderName, path: string, pin: readonly string[]): Timed {
  const [file = '', ...args] = [...pin, process.execPath, ONE_READING, name, path]
  const { stdout, stderr, status } = spawnSync(file, args, { encoding: 'utf8', maxBuffer: 2 ** 26 })
  if (status !== 0) throw new UserError(`reading with ${name} failed: ${stderr}`)
  return JSON.parse(stdout) as Timed
}

/** The last core: others use the first. */
function onOneCore(): readonly string[] {
  const taskset = findProgram('taskset')
  return taskset === undefined ? [] : [taskset, '-c', String(availableParallelism() - 1)]
}

function printSpeeds(timed: ReadonlyMap<ReaderName, readonly Timed[]>): void {
  const rows = [...timed].map(([name, readings]) => {
    const speeds = readings.map(speedOf).sort((a, b) => a - b)
    const [{ calls, unrecognized } = { calls: 0, unrecognized: 0 }] = readings
    return [
      READERS[name].about,
      million(median(speeds)),
      `${million(speeds[0])} … ${million(speeds.at(-1))}`,
      formatBytes(peakOf(readings)),
      formatCount(calls),
      formatCount(unrecognized),
    ]
  })
  printTable(SPEED_COLUMNS, rows)
}

function printAccount({ lines, calls, unrecognized }: Timed, sizeBytes: number): void {
  const others = lines - calls - unrecognized
  console.log(`${formatCount(lines)} lines, ${formatBytes(sizeBytes)}:`)
  console.log(`  ${formatCount(calls)} end a call, ${formatCount(others)} are something else`)
  console.log(`  ${formatCount(unrecognized)} are not known\n`)
}

function targets(first: Timed, timed: ReadonlyMap<ReaderName, readonly Timed[]>) {
  const ratio = (of: ReaderName, to: ReaderName) => {
    const [own = [], other = []] = [timed.get(of), timed.get(to)]
    // Round by round, so that what disturbs the machine disturbs both.
    return median(own.map((reading, round) => speedOf(reading) / speedOf(other[round] ?? reading)))
  }
  const speed = (what: string, value: number) => ({
    what,
    value: formatNumber(value),
    wanted: `≥ ${RATIO_MIN}`,
    isMet: value >= RATIO_MIN,
  })
  const peakBytes = peakOf([...(timed.get('scanner') ?? []), ...(timed.get('summary') ?? [])])
  return [
    speed('scanner / loop, lines per second', ratio('scanner', 'loop')),
    speed("scanner / on('line')", ratio('scanner', 'events')),
    speed('scanner and summary / loop', ratio('summary', 'loop')),
    {
      what: 'peak memory',
      value: formatBytes(peakBytes),
      wanted: `≤ ${formatBytes(PEAK_BYTES_MAX)}`,
      isMet: peakBytes <= PEAK_BYTES_MAX,
    },
    {
      what: 'lines that are not known',
      value: formatCount(first.unrecognized),
      wanted: 'none',
      isMet: first.unrecognized === 0,
    },
  ]
}

function speedOf({ lines, seconds }: Timed): number {
  return lines / seconds
}

function peakOf(readings: readonly Timed[]): number {
  return Math.max(...readings.map(({ peakBytes }) => peakBytes))
}

function million(linesPerSecond: number | undefined): string {
  return ((linesPerSecond ?? Number.NaN) / 1e6).toFixed(2)
}
