/**
 * Reads log files of swim-rs: RTTs of single probes, its own statistics, and its verdicts on members.
 * Never throws; lines that say nothing of interest are counted, those that look like ours and cannot
 * be read are problems.
 */
import { type LineProblem, ProblemList } from '../tables/csv.ts'

export type SwimRsLog = {
  readonly samples: readonly SwimRsSample[]
  readonly states: readonly SwimRsState[]
  readonly ticks: readonly SwimRsTick[]
  /** Lines that are none of these. */
  readonly unrecognized: number
  /** The first of them; `problemCount` says how many there were. */
  readonly problems: readonly LineProblem[]
  readonly problemCount: number
}

type SwimRsSample = {
  /** When the ack came, in seconds since 1970. */
  readonly atS: number
  readonly sequence: number
  readonly from: string
  readonly rttS: number
}

type SwimRsState = {
  readonly atS: number
  readonly member: string
  readonly status: 'alive' | 'suspect' | 'dead'
}

/** The statistics that swim-rs prints by itself, over all of its probes so far. */
type SwimRsTick = {
  readonly atS: number
  readonly count: number
  /** By swim-rs's names: min, max, mean, p50, p95, p99, jitter. */
  readonly seconds: Readonly<Record<string, number>>
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals' colour sequences begin with ESC
const COLOURS = /\u001b\[[0-9;]*m/g
const LEADER = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)\s+(.*)$/
const ACK = /Received ACK seq=(\d+) from (\S+) \(RTT: ([^)]*)\)/
const STATE = /Member (\S+) is now (ALIVE|SUSPECT|DEAD)\b/
const TICK = /\bRTT: (min=.*) \(n=(\d+)\)/
const FIGURE = /^([a-z]\w*)=(.+)$/
const DURATION = /^(\d+(?:\.\d+)?)(ns|µs|μs|us|ms|s)$/

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  µs: 1e-6,
  // The Greek letter, where the other is the micro sign: both occur and look the same.
  μs: 1e-6,
  us: 1e-6,
  ms: 1e-3,
  s: 1,
}

export function parseSwimRsLog(text: string): SwimRsLog {
  const samples: SwimRsSample[] = []
  const states: SwimRsState[] = []
  const ticks: SwimRsTick[] = []
  const problems = new ProblemList()
  let unrecognized = 0
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(COLOURS, '').trim()
    if (line === '') continue
    const [, date = '', fraction = '', zone = '', message = ''] = LEADER.exec(line) ?? []
    const atS = Date.parse(date + zone) / 1000 + Number(fraction === '' ? 0 : fraction)
    const read = readMessage(message === '' ? line : message, atS)
    if (read === undefined) unrecognized += 1
    else if (typeof read === 'string') problems.add(index + 1, read)
    else if (Number.isNaN(atS)) problems.add(index + 1, 'the line has no readable time')
    else if (read.kind === 'sample') samples.push(read.sample)
    else if (read.kind === 'state') states.push(read.state)
    else ticks.push(read.tick)
  }
  return {
    samples,
    states,
    ticks,
    unrecognized,
    problems: problems.kept,
    problemCount: problems.count,
  }
}

type Read =
  | { readonly kind: 'sample'; readonly sample: SwimRsSample }
  | { readonly kind: 'state'; readonly state: SwimRsState }
  | { readonly kind: 'tick'; readonly tick: SwimRsTick }

/** Undefined when the message is of no interest, a reason when it should be and cannot be read. */
function readMessage(message: string, atS: number): Read | string | undefined {
  const ack = ACK.exec(message)
  if (ack !== null) {
    const [, sequence = '', from = '', duration = ''] = ack
    const rttS = parseDuration(duration)
    if (rttS === undefined) return `"${duration}" is not a duration`
    return { kind: 'sample', sample: { atS, sequence: Number(sequence), from, rttS } }
  }
  const state = STATE.exec(message)
  if (state !== null) {
    const [, member = '', word = ''] = state
    const status = word.toLowerCase() as SwimRsState['status']
    return { kind: 'state', state: { atS, member, status } }
  }
  const tick = TICK.exec(message)
  if (tick !== null) {
    const [, figures = '', count = ''] = tick
    const seconds: Record<string, number> = {}
    for (const figure of figures.split(/\s+/)) {
      const [, name = '', value = ''] = FIGURE.exec(figure) ?? []
      const read = parseDuration(value)
      if (read === undefined) return `"${figure}" is not a figure with a duration`
      seconds[name] = read
    }
    return { kind: 'tick', tick: { atS, count: Number(count), seconds } }
  }
  return undefined
}

/** As Rust's `Debug` for `Duration` prints it: `234.56µs`, `1.5ms`, `2s`. */
function parseDuration(text: string): number | undefined {
  const [, digits = '', unit = ''] = DURATION.exec(text) ?? []
  const scale = UNIT_SECONDS[unit]
  return scale === undefined ? undefined : Number(digits) * scale
}
