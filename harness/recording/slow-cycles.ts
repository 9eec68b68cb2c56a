/**
 * The slowest probe cycles of a run with all their spans. Which they are is kept while spans arrive;
 * their other spans are picked from the capture afterwards, so that memory stays small however many
 * there are.
 */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { ATTRIBUTES, SPAN_NAMES } from '../../agent/index.ts'
import type { SlowCycle } from '../../analysis/index.ts'
import { type OtlpSpan, plainAttributes, spansOf } from '../receiver/otlp.ts'

type Candidate = {
  readonly traceId: string
  readonly agent: string
  readonly target: string
  readonly intendedNs: number
  readonly rttS: number | null
  readonly outcome: SlowCycle['outcome']
  readonly slownessS: number
}

const ANSWERED_MAX = 10
/** However many time-outs there are, the slowest that were answered are worth seeing too. */
const TIMED_OUT_MAX = 5

export class SlowCycles {
  #answered: Candidate[] = []
  #timedOut: Candidate[] = []
  #isMeasured: (intendedNs: number) => boolean

  constructor(isMeasured: (intendedNs: number) => boolean) {
    this.#isMeasured = isMeasured
  }

  /** Looks at a span that has arrived. */
  take(span: OtlpSpan): void {
    if (span.name !== SPAN_NAMES.probe) return
    const found = candidateOf(span)
    if (found === undefined || !this.#isMeasured(found.intendedNs)) return
    if (found.rttS === null) keep(this.#timedOut, found, TIMED_OUT_MAX)
    else keep(this.#answered, found, ANSWERED_MAX)
  }

  /** Slowest first, with their spans from the capture and nobody blamed yet. `secondsAt` places them in the run. */
  async collect(capturePath: string, secondsAt: (atNs: number) => number): Promise<SlowCycle[]> {
    const cycles = [...this.#timedOut, ...this.#answered].slice(0, ANSWERED_MAX)
    if (cycles.length === 0) return []
    const spans = await spansByTrace(capturePath, new Set(cycles.map(({ traceId }) => traceId)))
    return cycles.map(({ traceId, agent, target, intendedNs, rttS, outcome }) => ({
      agent,
      target,
      atS: secondsAt(intendedNs),
      rttS,
      outcome,
      traceId,
      spans: summaries(spans.get(traceId) ?? []),
      blame: null,
    }))
  }
}

function candidateOf(span: OtlpSpan): Candidate | undefined {
  const attributes = plainAttributes(span.attributes)
  const agent = attributes[ATTRIBUTES.agent]
  const intendedNs = attributes[ATTRIBUTES.monotonicNs]
  const outcome = attributes[ATTRIBUTES.outcome]
  const rttS = attributes[ATTRIBUTES.rtt]
  if (typeof agent !== 'string' || typeof intendedNs !== 'number') return undefined
  if (outcome !== 'acked' && outcome !== 'acked-indirect' && outcome !== 'timed-out')
    return undefined
  const host = String(attributes[ATTRIBUTES.peerAddress])
  const port = attributes[ATTRIBUTES.peerPort]
  return {
    traceId: span.traceId,
    agent,
    target: `${host.includes(':') ? `[${host}]` : host}:${port}`,
    intendedNs,
    rttS: typeof rttS === 'number' ? rttS : null,
    outcome,
    slownessS: typeof rttS === 'number' ? rttS : durationS(span),
  }
}

/** Keeps `kept` sorted, slowest first, and not longer than `most`. */
function keep(kept: Candidate[], candidate: Candidate, most: number): void {
  const last = kept[most - 1]
  if (last !== undefined && last.slownessS >= candidate.slownessS) return
  const at = kept.findIndex((other) => other.slownessS < candidate.slownessS)
  kept.splice(at === -1 ? kept.length : at, 0, candidate)
  if (kept.length > most) kept.pop()
}

async function spansByTrace(
  capturePath: string,
  traceIds: ReadonlySet<string>,
): Promise<Map<string, OtlpSpan[]>> {
  const found = new Map<string, OtlpSpan[]>()
  const wanted = [...traceIds]
  const lines = createInterface({ input: createReadStream(capturePath) })
  for await (const line of lines) {
    // Most lines hold none of them, and are not worth parsing.
    if (!wanted.some((traceId) => line.includes(traceId))) continue
    for (const span of spansOf(JSON.parse(line)) ?? []) {
      if (!traceIds.has(span.traceId)) continue
      const spans = found.get(span.traceId)
      if (spans === undefined) found.set(span.traceId, [span])
      else spans.push(span)
    }
  }
  return found
}

function summaries(spans: readonly OtlpSpan[]): SlowCycle['spans'] {
  const read = spans.map((span) => ({ span, attributes: plainAttributes(span.attributes) }))
  // The wall clock of each process is its own; the monotonic one is the same for all of this host.
  const startNs = (one: (typeof read)[number]) =>
    Number(one.attributes[ATTRIBUTES.monotonicNs] ?? 0)
  read.sort((a, b) => startNs(a) - startNs(b))
  const first = read[0] === undefined ? 0 : startNs(read[0])
  return read.map((one) => ({
    spanId: one.span.spanId,
    parentSpanId: one.span.parentSpanId || null,
    name: one.span.name,
    agent: String(one.attributes[ATTRIBUTES.agent] ?? ''),
    startS: (startNs(one) - first) / 1e9,
    durationS: durationS(one.span),
    ok: one.span.status?.code !== 2,
    attributes: one.attributes,
  }))
}

function durationS(span: OtlpSpan): number {
  return Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e9
}
