/** One run of our agents, as `swimbench run` does it, with the CPU time of their threads beside it. */
import { join } from 'node:path'
import { configFrom, configProblems, type ProtocolConfig } from '../../../agent/index.ts'
import type { RunRecord } from '../../../analysis/index.ts'
import { readRunData } from '../../../harness/recording/read-run.ts'
import { recordRun } from '../../../harness/run.ts'
import type { RunOptions, RunProgress } from '../../../harness/run-options.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { type CpuReading, childrenWith, proportionalBytes, readCpu } from './process-cpu.ts'

export type AgentRunPlan = Pick<RunOptions, 'nodes' | 'durationMs' | 'seed'> &
  Partial<
    Pick<RunOptions, 'agentsPerProcess' | 'transport' | 'spans' | 'warmupMs' | 'realtime'>
  > & {
    readonly protocol: Partial<ProtocolConfig>
  }

export type AgentRun = {
  readonly record: RunRecord
  /** Of every cycle that was acked. */
  readonly rttS: readonly number[]
  /** Shares of a core while it was measured, one of each process. */
  readonly cpu: readonly { readonly processCores: number; readonly mainThreadCores: number }[]
  /** Of all processes, at the end. */
  readonly proportionalBytes: number
}

export async function runAgents(plan: AgentRunPlan): Promise<AgentRun> {
  await using folder = await temporaryFolder()
  const protocol = configFrom('default', plan.protocol)
  const problems = configProblems(protocol)
  if (problems.length > 0) throw new Error(problems.join('; '))
  const watch = new Watch()
  const record = await recordRun(
    {
      name: undefined,
      scenario: 'steady',
      agentsPerProcess: 1,
      basePort: 0,
      warmupMs: 5000,
      preset: 'default',
      crashes: undefined,
      spans: true,
      transport: 'auto',
      floor: false,
      resultsDir: join(folder.path, 'results'),
      tracesDir: join(folder.path, 'traces'),
      signal: new AbortController().signal,
      ...plan,
      protocol,
    },
    { progress: ({ phase }) => watch.see(phase), note: (text) => console.error(text) },
  )
  if (record.outcome !== 'complete') throw new Error(`the run was ${record.outcome}`)
  const { probes } = await readRunData(join(folder.path, 'results', record.id))
  const rttS = [...(probes?.rttS ?? [])].filter((value) => !Number.isNaN(value))
  return { record, rttS, cpu: watch.cpu(), proportionalBytes: watch.proportionalBytes }
}

/** Reads the agents' processes when the measured part begins and when it is over. */
class Watch {
  proportionalBytes = 0
  readonly #began = new Map<number, CpuReading>()
  readonly #ended = new Map<number, CpuReading>()

  see(phase: RunProgress['phase']): void {
    if (phase === 'measuring' && this.#began.size === 0) this.#read(this.#began)
    if (phase !== 'stopping' || this.#ended.size > 0) return
    this.#read(this.#ended)
    for (const pid of this.#ended.keys()) this.proportionalBytes += proportionalBytes(pid)
  }

  cpu(): AgentRun['cpu'] {
    return [...this.#began].flatMap(([pid, began]) => {
      const ended = this.#ended.get(pid)
      if (ended === undefined) return []
      const wallNs = ended.atNs - began.atNs
      return {
        processCores: (ended.processNs - began.processNs) / wallNs,
        mainThreadCores: (ended.mainThreadNs - began.mainThreadNs) / wallNs,
      }
    })
  }

  #read(into: Map<number, CpuReading>): void {
    for (const pid of childrenWith('/agent/main.')) {
      const reading = readCpu(pid)
      if (reading !== undefined) into.set(pid, reading)
    }
  }
}
