/**
 * Two captures side by side: how often each call is made, and how long it takes. Counts are per probe
 * cycle where both captures have cycles, else per second. Counts differ for sure when they lie further apart than
 * counts of independent events do in 95 % of cases, times when the intervals of their medians lie apart.
 */
import type { CallTiming, SyscallReport, SyscallRow } from './summary.ts'

/** Of a normal distribution, two-sided 95 %. */
const Z = 1.96
/** With fewer on either side a count may be anything. */
const COUNT_MIN = 10

export type DiffVerdict = 'more' | 'less' | 'same' | 'too-few'

/** `waits`: how long it took is how long there was to wait, and says nothing about the call. */
export type TimeVerdict = DiffVerdict | 'waits'

/** Null: not in that capture. */
export type Sides = { readonly a: number | null; readonly b: number | null }

export type CallDiff = {
  readonly name: string
  readonly presence: 'both' | 'new' | 'vanished'
  readonly calls: Sides & { readonly verdict: DiffVerdict }
  /** Working time per cycle or second. */
  readonly workS: Sides
  /** Median time of one call. */
  readonly p50S: Sides & { readonly verdict: TimeVerdict }
}

export type SyscallDiff = {
  /** What counts are divided by. */
  readonly per: 'cycle' | 'second'
  /** How many of them there were. */
  readonly units: { readonly a: number; readonly b: number }
  readonly calls: Sides & { readonly verdict: DiffVerdict }
  readonly workS: Sides
  /** RTT at the system-call boundary; null without cycles. */
  readonly rtt: (Sides & { readonly verdict: DiffVerdict }) | null
  /** What moved the most working time first. */
  readonly rows: readonly CallDiff[]
}

/** Undefined where a capture has neither cycles nor times: then nothing can be put in relation. */
export function diffSummaries(a: SyscallReport, b: SyscallReport): SyscallDiff | undefined {
  const cycles = { a: a.protocol?.cycles.pings ?? 0, b: b.protocol?.cycles.pings ?? 0 }
  const per = cycles.a > 0 && cycles.b > 0 ? 'cycle' : 'second'
  const units = per === 'cycle' ? cycles : { a: a.spanS ?? 0, b: b.spanS ?? 0 }
  if (units.a <= 0 || units.b <= 0) return undefined
  const rowsOf = ({ bySyscall }: SyscallReport) => new Map(bySyscall.map((row) => [row.name, row]))
  const [inA, inB] = [rowsOf(a), rowsOf(b)]
  const names = [...new Set([...inA.keys(), ...inB.keys()])]
  const rows = names.map((name) => callDiff(name, inA.get(name), inB.get(name), units))
  const moved = ({ workS }: CallDiff) => Math.abs((workS.b ?? 0) - (workS.a ?? 0))
  const changed = ({ calls }: CallDiff) => Math.abs((calls.b ?? 0) - (calls.a ?? 0))
  rows.sort((x, y) => moved(y) - moved(x) || changed(y) - changed(x) || (x.name < y.name ? -1 : 1))
  return {
    per,
    units,
    calls: countDiff(a.calls, b.calls, units),
    workS: { a: a.workS / units.a, b: b.workS / units.b },
    rtt:
      per === 'cycle' && a.protocol !== null && b.protocol !== null
        ? timeDiff(a.protocol.cycles.rtt, b.protocol.cycles.rtt)
        : null,
    rows,
  }
}

function callDiff(
  name: string,
  a: SyscallRow | undefined,
  b: SyscallRow | undefined,
  units: SyscallDiff['units'],
): CallDiff {
  const work = (row: SyscallRow | undefined, unit: number) =>
    row === undefined ? null : (row.timing.totalS - row.waitS) / unit
  const p50S = timeDiff(a?.timing, b?.timing)
  const waits = (a ?? b)?.kind === 'wait'
  return {
    name,
    presence: a === undefined ? 'new' : b === undefined ? 'vanished' : 'both',
    calls: countDiff(a?.calls ?? 0, b?.calls ?? 0, units),
    workS: { a: work(a, units.a), b: work(b, units.b) },
    p50S: waits ? { ...p50S, verdict: 'waits' } : p50S,
  }
}

function countDiff(a: number, b: number, units: SyscallDiff['units']): CallDiff['calls'] {
  const [rateA, rateB] = [a / units.a, b / units.b]
  const deviation = Math.sqrt(a / units.a ** 2 + b / units.b ** 2)
  const verdict =
    Math.max(a, b) < COUNT_MIN
      ? 'too-few'
      : Math.abs(rateB - rateA) <= Z * deviation
        ? 'same'
        : rateB > rateA
          ? 'more'
          : 'less'
  return { a: a === 0 ? null : rateA, b: b === 0 ? null : rateB, verdict }
}

function timeDiff(
  a: CallTiming | undefined,
  b: CallTiming | undefined,
): Sides & { readonly verdict: DiffVerdict } {
  const [inA, inB] = [a?.intervals.p50 ?? null, b?.intervals.p50 ?? null]
  const verdict =
    inA === null || inB === null
      ? 'too-few'
      : inB[0] > inA[1]
        ? 'more'
        : inB[1] < inA[0]
          ? 'less'
          : 'same'
  return { a: a?.p50S ?? null, b: b?.p50S ?? null, verdict }
}
