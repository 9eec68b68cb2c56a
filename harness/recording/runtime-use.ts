/**
 * What the runtime did to the agents in the measured part: the difference of the totals at its borders,
 * once for each process, because agents that share one share these.
 */
import type { RuntimeUse } from '../../analysis/index.ts'
import type { AgentLife, Totals } from './agent-life.ts'

type RuntimeTotals = NonNullable<Totals['runtime']>
type Duration = RuntimeTotals['telemetryDelay']
type Borders = {
  /** Undefined for a process that began within the measured part. */
  readonly before: RuntimeTotals | undefined
  readonly after: RuntimeTotals
}

/** Null when no agent says it. */
export function runtimeUseOf(lives: readonly AgentLife[]): RuntimeUse | null {
  const borders = [...Map.groupBy(lives, ({ process }) => process).values()].flatMap(bordersOf)
  if (borders.length === 0) return null
  return {
    telemetryDelay: pausesOf(borders, ({ telemetryDelay }) => telemetryDelay),
    gc: {
      protocol: pausesOf(borders, ({ gc }) => gc.protocol),
      telemetry: pausesOf(borders, ({ gc }) => gc.telemetry),
    },
  }
}

function bordersOf(sharing: readonly AgentLife[]): Borders[] {
  const after = newest(sharing.map(({ last }) => last))
  return after === undefined ? [] : [{ before: newest(sharing.map(({ base }) => base)), after }]
}

function newest(told: readonly (Totals | undefined)[]): RuntimeTotals | undefined {
  let latest: Totals | undefined
  for (const totals of told) {
    if (totals?.runtime === undefined) continue
    if (latest === undefined || latest.timeNs <= totals.timeNs) latest = totals
  }
  return latest?.runtime
}

function pausesOf(
  borders: readonly Borders[],
  pick: (totals: RuntimeTotals) => Duration,
): RuntimeUse['gc']['protocol'] {
  let [count, totalNs, maxNs, measuredMaxNs] = [0, 0, 0, 0]
  for (const { before, after } of borders) {
    const now = pick(after)
    const then = before === undefined ? undefined : pick(before)
    count += now.count - (then?.count ?? 0)
    totalNs += now.totalNs - (then?.totalNs ?? 0)
    maxNs = Math.max(maxNs, now.maxNs)
    if (then !== undefined && now.maxNs > then.maxNs) {
      measuredMaxNs = Math.max(measuredMaxNs, now.maxNs)
    }
  }
  const orNull = (ns: number) => (ns === 0 ? null : ns / 1e9)
  return {
    count,
    totalS: totalNs / 1e9,
    maxS: orNull(maxNs),
    measuredMaxS: orNull(measuredMaxNs),
  }
}
