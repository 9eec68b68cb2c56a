/** The latencies that a probe table holds, as one sequence per agent in the order of the table. */
import type { ProbeTable } from '../probe-table.ts'

export type AgentLatencies = {
  readonly agent: string
  /** ack − sent of the cycles that were answered. */
  readonly rttS: Float64Array
  /** sent − intended of every cycle: how late the prober was itself. */
  readonly lagS: Float64Array
}

/** One entry per agent that has rows, in the order of the table's addresses. */
export function probeLatencies(table: ProbeTable): AgentLatencies[] {
  const sent = new Uint32Array(table.addresses.length)
  const acked = new Uint32Array(table.addresses.length)
  for (let row = 0; row < table.length; row += 1) {
    const agent = table.agent[row] as number
    sent[agent] = (sent[agent] as number) + 1
    if (!Number.isNaN(table.rttS[row])) acked[agent] = (acked[agent] as number) + 1
  }
  const latencies = table.addresses.map((agent, index) => ({
    agent,
    rttS: new Float64Array(acked[index] as number),
    lagS: new Float64Array(sent[index] as number),
  }))
  sent.fill(0)
  acked.fill(0)
  for (let row = 0; row < table.length; row += 1) {
    const agent = table.agent[row] as number
    const of = latencies[agent] as AgentLatencies
    of.lagS[sent[agent] as number] =
      (table.sentAtS[row] as number) - (table.intendedAtS[row] as number)
    sent[agent] = (sent[agent] as number) + 1
    const rttS = table.rttS[row] as number
    if (Number.isNaN(rttS)) continue
    of.rttS[acked[agent] as number] = rttS
    acked[agent] = (acked[agent] as number) + 1
  }
  return latencies.filter((of) => of.lagS.length > 0)
}
