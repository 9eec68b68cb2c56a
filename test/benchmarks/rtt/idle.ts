/**
 * What agents cost that have been up for ten minutes, at a probe a second, exports and all: V8 is done with
 * compiling by then. The bare SDK does what telemetry asks of it beside them; what is left between the two is
 * ours to save.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { formatDuration, formatPercent } from '../../../analysis/index.ts'
import { KEEP_ALIVE_MS } from '../../../harness/receiver/receiver.ts'
import { startCommand } from '../../../harness/tools/command.ts'
import { runAgents } from './agent-run.ts'
import { readCpu } from './process-cpu.ts'
import { atMost, printTargets } from './targets.ts'

const AGENTS = 4
/** As `run` has it for its agents, and as they report. */
const EXPORT_MS = 60_000
const REPORT_MS = 15_000
const BARE = fileURLToPath(new URL(`./bare-sdk${extname(import.meta.filename)}`, import.meta.url))

export type IdlePlan = {
  /** Whole exports, or the figures flatter. */
  readonly durationMs: number
  /** Until they are what they stay. */
  readonly settleMs: number
  readonly seed: number
}

export async function idle({ durationMs, settleMs, seed }: IdlePlan): Promise<void> {
  const collector = createServer((request, response) => {
    request.resume().on('end', () => response.end('{}'))
  }).listen(0, '127.0.0.1')
  collector.keepAliveTimeout = KEEP_ALIVE_MS
  await once(collector, 'listening')
  const { port } = collector.address() as AddressInfo
  const bare = await Promise.all(Array.from({ length: AGENTS }, () => startBare(port)))
  try {
    const began = sleep(settleMs).then(() => bare.map(({ pid }) => readCpu(pid)))
    const run = { nodes: AGENTS, protocol: {}, warmupMs: settleMs, durationMs, seed }
    const { cpu } = await runAgents(run)
    const before = await began
    const sdkS = bare.map(({ pid }, index) => share(before[index], readCpu(pid)))
    const agentS = cpu.map(({ mainThreadCores }) => mainThreadCores)
    console.log(`the bare SDK: ${formatDuration(mean(sdkS))} per cycle`)
    const cores = mean(cpu.map(({ processCores }) => processCores))
    printTargets([
      atMost('CPU of an agent, of a core', cores, 0.001, formatPercent),
      atMost('CPU per cycle, telemetry thread', mean(agentS), 100e-6, formatDuration),
    ])
  } finally {
    for (const { pid } of bare) process.kill(pid, 'SIGKILL')
    collector.close()
  }
}

function startBare(port: number) {
  const cycles = REPORT_MS / 1000
  return startCommand(process.execPath, [BARE, EXPORT_MS, cycles, REPORT_MS].map(String), {
    bound: true,
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_METRICS_EXPORTER: 'otlp',
    },
  })
}

type Reading = ReturnType<typeof readCpu>

/** Of a core, in between. */
function share(began: Reading, ended: Reading): number {
  if (began === undefined || ended === undefined) throw new Error('the bare SDK has ended')
  return (ended.mainThreadNs - began.mainThreadNs) / (ended.atNs - began.atNs)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
