/** What agents told of their probe cycles and answers, from the captures of a run. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type AgentEvent, ATTRIBUTES, SPAN_NAMES } from '../../agent/index.ts'
import { plainAttributes, spansOf } from '../../harness/receiver/otlp.ts'

/** A directly acked cycle. */
export type ToldCycle = {
  readonly agent: string
  readonly target: string
  readonly sequence: number
  readonly sentNs: number
  readonly ackNs: number
  /** Only where the transport can tell. */
  readonly arrival: { readonly kernelNs: number; readonly awakeNs: number } | undefined
}

export type ToldAnswer = {
  readonly agent: string
  readonly prober: string
  readonly sequence: number
  readonly kernelNs: number
  readonly awakeNs: number
  readonly sentNs: number
}

export type Told = {
  readonly cycles: readonly ToldCycle[]
  readonly answers: readonly ToldAnswer[]
}

export async function readTold(tracesFolder: string): Promise<Told> {
  const sequences = await sequencesIn(join(tracesFolder, 'spans.jsonl'))
  const cycles: ToldCycle[] = []
  const answers: ToldAnswer[] = []
  for (const { line } of await jsonLines<{ line: AgentEvent }>(
    join(tracesFolder, 'events.jsonl'),
  )) {
    if (line.event === 'answers') {
      for (const [peer, sequence, kernelNs, awakeNs, sentNs] of line.rows) {
        const prober = line.peers[peer] ?? ''
        answers.push({ agent: line.agent, prober, sequence, kernelNs, awakeNs, sentNs })
      }
    }
    if (line.event !== 'probes') continue
    const { agent, targets, arrivals } = line
    for (const [index, [cycle, target, , sentNs, ackNs, outcome]] of line.rows.entries()) {
      const sequence = sequences.get(`${agent} ${cycle}`)
      if (outcome !== 'acked' || ackNs === null || sequence === undefined) continue
      const [, kernelNs, awakeNs] = arrivals?.[index] ?? []
      const arrival =
        kernelNs === undefined || awakeNs === undefined ? undefined : { kernelNs, awakeNs }
      cycles.push({ agent, target: targets[target] ?? '', sequence, sentNs, ackNs, arrival })
    }
  }
  return { cycles, answers }
}

/** The number that a cycle's datagrams carry stands in its span. */
async function sequencesIn(path: string): Promise<ReadonlyMap<string, number>> {
  const sequences = new Map<string, number>()
  for (const request of await jsonLines<object>(path)) {
    for (const { name, attributes } of spansOf(request) ?? []) {
      if (name !== SPAN_NAMES.probe) continue
      const plain = plainAttributes(attributes)
      const key = `${plain[ATTRIBUTES.agent]} ${plain[ATTRIBUTES.cycle]}`
      sequences.set(key, Number(plain[ATTRIBUTES.sequence]))
    }
  }
  return sequences
}

async function jsonLines<T>(path: string): Promise<T[]> {
  const text = await readFile(path, 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
}
