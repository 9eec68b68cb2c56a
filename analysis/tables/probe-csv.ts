/**
 * `probes.csv`: every probe cycle of a run, a line each, times in seconds with nine decimals and the
 * RTT empty where the cycle timed out. Reading never throws: a line it cannot read is a problem with
 * its number. A million lines take about a second, so the numbers are read digit by digit.
 */
import { PROBE_OUTCOMES, type ProbeTable } from '../probe-table.ts'
import { csvField, type LineProblem, ProblemList, RecordSplitter, splitCsvLine } from './csv.ts'
import { ProbeTableBuilder } from './probe-table-builder.ts'

export const PROBE_CSV_HEADER = 'agent,target,intended_s,sent_s,rtt_s,outcome'

const TIMED_OUT = PROBE_OUTCOMES.indexOf('timed-out')
const ZERO = 48

/** Rows `from` … `to` as lines, each with its line break; write `PROBE_CSV_HEADER` before the first. */
export function formatProbeRows(table: ProbeTable, from = 0, to = table.length): string {
  const names = table.addresses.map(csvField)
  let text = ''
  for (let row = from; row < to; row += 1) {
    const rttS = table.rttS[row] as number
    text +=
      `${names[table.agent[row] as number]},${names[table.target[row] as number]},` +
      `${(table.intendedAtS[row] as number).toFixed(9)},${(table.sentAtS[row] as number).toFixed(9)},` +
      `${Number.isNaN(rttS) ? '' : rttS.toFixed(9)},${PROBE_OUTCOMES[table.outcome[row] as number]}\n`
  }
  return text
}

export type ParsedProbes = {
  readonly probes: ProbeTable
  /** The first of them; `problemCount` says how many there were. */
  readonly problems: readonly LineProblem[]
  readonly problemCount: number
}

/** The whole text, or its pieces in order. */
export function parseProbeTable(text: string | Iterable<string>): ParsedProbes {
  const parser = new ProbeTableParser()
  for (const chunk of typeof text === 'string' ? [text] : text) parser.push(chunk)
  return parser.end()
}

/** For readers that get their text piece by piece. */
export class ProbeTableParser {
  readonly #builder = new ProbeTableBuilder()
  readonly #problems = new ProblemList()
  readonly #splitter = new RecordSplitter((record, line) => this.#take(record, line))
  #headerSeen = false

  push(chunk: string): void {
    this.#splitter.push(chunk)
  }

  end(): ParsedProbes {
    this.#splitter.end()
    if (!this.#headerSeen) this.#problems.add(1, 'the text is empty')
    const { kept, count } = this.#problems
    return { probes: this.#builder.build(), problems: kept, problemCount: count }
  }

  #take(record: string, line: number): void {
    if (!this.#headerSeen) {
      this.#headerSeen = true
      if (record === PROBE_CSV_HEADER) return
      this.#problems.add(line, `the first line is not "${PROBE_CSV_HEADER}"`)
    }
    const reason = this.#row(record)
    if (reason !== undefined) this.#problems.add(line, reason)
  }

  /** Appends one row, or says why not. */
  #row(record: string): string | undefined {
    const fields = splitCsvLine(record)
    if (fields === undefined) return 'quotes do not match'
    if (fields.length !== 6) return `${fields.length} fields instead of 6`
    const [agent, target, intended, sent, rtt, outcomeName] = fields as [
      string,
      string,
      string,
      string,
      string,
      string,
    ]
    const outcome = PROBE_OUTCOMES.indexOf(outcomeName as (typeof PROBE_OUTCOMES)[number])
    if (outcome === -1) return 'unknown outcome'
    const intendedAtS = parseSeconds(intended)
    const sentAtS = parseSeconds(sent)
    if (Number.isNaN(intendedAtS) || Number.isNaN(sentAtS)) return 'a time is not a number'
    const rttS = rtt === '' ? Number.NaN : parseSeconds(rtt)
    if (rtt !== '' && !(rttS >= 0)) return 'the RTT is not a duration'
    if ((outcome === TIMED_OUT) !== (rtt === '')) return 'the outcome contradicts the RTT'
    const [agentIndex, targetIndex] = [this.#builder.indexOf(agent), this.#builder.indexOf(target)]
    this.#builder.appendIndexed(agentIndex, targetIndex, intendedAtS, sentAtS, rttS, outcome)
    return undefined
  }
}

/**
 * A decimal as `toFixed(9)` writes it; NaN for anything else. Up to 2⁵³ nanoseconds both parts of the
 * quotient are exact, so the result is the double nearest to the text.
 */
function parseSeconds(text: string): number {
  const negative = text.charCodeAt(0) === 45
  let digits = 0
  let decimals = -1
  const start = negative ? 1 : 0
  for (let index = start; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === 46 && decimals === -1 && index > start) {
      decimals = 0
      continue
    }
    const digit = code - ZERO
    if (digit < 0 || digit > 9) return Number.NaN
    digits = digits * 10 + digit
    if (decimals !== -1) decimals += 1
  }
  if (text.length === start || digits > Number.MAX_SAFE_INTEGER) return Number.NaN
  const value = digits / 10 ** Math.max(0, decimals)
  return negative ? -value : value
}
