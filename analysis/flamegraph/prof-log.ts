/**
 * Reads what `node --prof-process --preprocess` makes of a log of `--prof`, which is what 0x works with:
 * the ticks of one thread. Never throws; what could not be used is counted.
 */
import { nameStack } from './perf-frames.ts'
import type { PerfFrame } from './perf-line.ts'
import type { Profile } from './profile.ts'
import { ProfileBuilder } from './profile-builder.ts'

export type ProfLogOptions = {
  readonly title: string
  readonly thread: string
  /** Ticks from then on, since the start of the process. */
  readonly fromS?: number
  readonly toS?: number
}

type Code = { readonly name?: string; readonly type?: string; readonly kind?: string }
type Tick = {
  /** Microseconds since the start of the process. */
  readonly tm: number
  /** What V8 was doing, by number. */
  readonly vm: number
  /** Innermost first: an index into the code, −1 for none, and an offset; in turns. */
  readonly s: readonly number[]
}

const SAMPLING_S = 0.001
/** A thread that gave no tick for longer was not looked at. */
const TICK_S_MAX = 0.01
const STATES: Readonly<Record<number, string>> = {
  1: '(garbage collector)',
  8: '(idle)',
  9: '(log of --prof)',
}
/** As V8 marks tiers for perf. */
const MARKS: Readonly<Record<string, string>> = {
  Unopt: '~',
  Ignition: '~',
  Baseline: '^',
  Sparkplug: '^',
  Maglev: '+',
  Opt: '*',
}

export function parseProfLog(text: string, options: ProfLogOptions): Profile {
  const { title, fromS = 0, toS = Number.POSITIVE_INFINITY } = options
  const builder = new ProfileBuilder('wall')
  const thread = builder.thread(options.thread)
  const log = parsed(text)
  if (log === undefined) {
    builder.problem('not a preprocessed log of --prof')
    return builder.build({ title, unit: 'samples', durationS: undefined })
  }
  const symbols = log.code.map(symbolOf)
  const ticks = log.ticks.filter(isTick)
  builder.problem('ticks without a time or a stack', log.ticks.length - ticks.length)
  const timed = ticks
    .map((tick) => ({ ...tick, atS: tick.tm / 1e6 }))
    .filter(({ atS }) => atS >= fromS && !(atS > toS))
    .sort((a, b) => a.atS - b.atS)
  timed.forEach(({ s: stack, vm, atS }, index) => {
    const lastsS = (timed[index + 1]?.atS ?? atS + SAMPLING_S) - atS
    const frames = stack
      .filter((_, at) => at % 2 === 0)
      .flatMap((code): PerfFrame[] => {
        const symbol = symbols[code]
        return symbol === undefined ? [] : [symbol]
      })
    let node = 0
    for (const frame of nameStack(frames)) {
      const id = builder.frame(frame)
      if (frame.tier !== undefined) builder.ran(id, frame.tier)
      node = thread.child(node, id)
    }
    const state = STATES[vm] ?? (node === 0 ? '[unknown]' : undefined)
    if (state !== undefined) {
      node = thread.child(node, builder.frame({ name: state, file: '', line: 0 }))
    }
    thread.hit(node, Math.min(lastsS, TICK_S_MAX), 1)
  })
  const durationS = (timed.at(-1)?.atS ?? 0) - (timed[0]?.atS ?? 0)
  return builder.build({ title, unit: 'seconds', durationS: durationS || undefined })
}

/** The code as perf would name it. */
function symbolOf(code: unknown): PerfFrame | undefined {
  const { name = '', type = '', kind = '' } = Object(code) as Code
  const symbol = (text: string, object = '') => ({ symbol: text, object, isHigh: false })
  switch (type) {
    case 'JS':
      return symbol(kind === 'Builtin' ? `Builtin:${name}` : `JS:${MARKS[kind] ?? ''}${name}`)
    case 'CODE':
      return symbol(`${kind}:${name}`)
    case 'SHARED_LIB':
      return symbol('[unknown]', name)
    default:
      return name === '' ? undefined : symbol(name)
  }
}

function isTick(value: unknown): value is Tick {
  const { tm, s: stack } = Object(value) as Partial<Tick>
  return Number.isFinite(tm) && Array.isArray(stack)
}

function parsed(
  text: string,
): { readonly code: readonly unknown[]; readonly ticks: readonly unknown[] } | undefined {
  try {
    const { code, ticks } = Object(JSON.parse(text)) as Record<string, unknown>
    return Array.isArray(code) && Array.isArray(ticks) ? { code, ticks } : undefined
  } catch {
    return undefined
  }
}
