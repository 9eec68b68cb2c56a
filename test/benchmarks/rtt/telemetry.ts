/**
 * What telemetry costs an agent at a probe a second, exports and all, beside the bare SDK that does the
 * same work at the same time: what is left between the two is ours to save.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { formatDuration } from '../../../analysis/index.ts'
import { startCommand } from '../../../harness/tools/command.ts'
import { runAgents } from './agent-run.ts'
import { readCpu } from './process-cpu.ts'
import { atMost, printTargets } from './targets.ts'

const AGENTS = 4
/** As `run` has it for its agents, and as they report. */
const EXPORT_MS = 30_000
const REPORT_MS = 5000
const START_MS = 5000
const BARE = fileURLToPath(new URL(`./bare-sdk${extname(import.meta.filename)}`, import.meta.url))

export async function telemetry(plan: { readonly durationMs: number; readonly seed: number }) {
  const collector = createServer((request, response) => {
    request.resume().on('end', () => response.end('{}'))
  }).listen(0, '127.0.0.1')
  await once(collector, 'listening')
  const { port } = collector.address() as AddressInfo
  const bare = await Promise.all(Array.from({ length: AGENTS }, () => startBare(port)))
  try {
    await sleep(START_MS)
    const began = bare.map(({ pid }) => readCpu(pid))
    const { cpu } = await runAgents({ nodes: AGENTS, protocol: {}, ...plan })
    const sdkS = bare.map(({ pid }, index) => share(began[index], readCpu(pid)))
    const agentS = cpu.map(({ mainThreadCores }) => mainThreadCores)
    console.log(
      `CPU of the telemetry thread per cycle, with its exports: ` +
        `agents ${formatDuration(mean(agentS))}, the bare SDK ${formatDuration(mean(sdkS))}`,
    )
    printTargets([atMost('CPU per cycle, telemetry thread', mean(agentS), 100e-6, formatDuration)])
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
