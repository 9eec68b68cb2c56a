/**
 * Measures the figures of README's table with the compiled command line, one after the other, and
 * prints them as rows of Markdown: `npm run bench:figures`. Takes about nine minutes.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  checkDetection,
  formatBytes,
  formatDuration,
  formatPercent,
  parseRunRecord,
  type RunRecord,
} from '../../analysis/index.ts'
import { storeSampleRun } from '../support/stored-run.ts'

const ENTRY = fileURLToPath(new URL('../../dist/harness/cli.js', import.meta.url))
const STARTS = 15

const folder = await mkdtemp(join(tmpdir(), 'swimbench-figures-'))
try {
  const steady = run(['--duration', '30s'])
  const { p50 } = steady.rtt
  row('RTT p50, 4 agents, 30 s', duration(p50), ['--duration', '30s'])
  row('jitter, 4 agents, 30 s', duration(steady.rtt.jitter), ['--duration', '30s'])
  row('false positives, spans dropped', `${deaths(steady)}, ${steady.telemetry.dropped}`, [
    '--duration',
    '30s',
  ])

  const idle = run(['--duration', '2m', '--warmup', '20s'])
  row(
    'CPU of an idle agent in its first minutes, spans on',
    `${formatPercent(idle.cpu.perAgent ?? Number.NaN)} of a core`,
    ['--duration', '2m', '--warmup', '20s'],
  )

  const many = ['--nodes', '200', '--agents-per-process', '50', '--duration', '1m']
  const few = ['--nodes', '20', '--agents-per-process', '5', '--duration', '1m']
  const [large, small] = [run(many), run(few)]
  row('200 agents on two cores: converged in', duration(large.convergenceS), many)
  row('200 agents: suspicions, deaths in 60 s', `${suspicions(large)}, ${deaths(large)}`, many)
  const load = large.messages.sentPerMemberPerSecond / small.messages.sentPerMemberPerSecond
  row('message load per member, 200 agents / 20 agents', load.toFixed(3), many)

  const crash = ['--scenario', 'crash', '--nodes', '8', '--crashes', '20']
  const crashed = run(crash)
  const seen = crashed.detection.filter(({ survivors, detectedBy }) => survivors === detectedBy)
  row('crashes seen by every survivor', `${seen.length} of ${crashed.detection.length}`, crash)
  const first = checkDetection(crashed)?.firstSuspect
  const [low, high] = first?.interval ?? []
  row(
    'crash to first suspicion, mean (95 % interval); theory',
    `${duration(first?.mean ?? null)} (${duration(low ?? null)} … ${duration(high ?? null)}); ${duration(first?.expected ?? null)}`,
    crash,
  )
  row('wrong suspicions, deaths in those', `${suspicions(crashed)}, ${deaths(crashed)}`, crash)

  const version = medianMs([ENTRY, '--version'])
  const bare = medianMs(['-e', '0'])
  const report = await reportOfMany()
  row('report of 1,000,000 probe cycles', report, undefined)
  row('`swimbench --version` / `node -e 0`', `${(version / bare).toFixed(2)} ×`, undefined)
} finally {
  await rm(folder, { recursive: true, force: true })
}

function run(args: readonly string[]): RunRecord {
  const all = [ENTRY, 'run', '--base-port', '0', '--json', '--quiet', '--out', folder, ...args]
  const { stdout, stderr } = spawnSync(process.execPath, all, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  const parsed = parseRunRecord(stdout)
  if (!parsed.ok) throw new Error(`${args.join(' ')}: ${parsed.problem}\n${stderr}`)
  return parsed.record
}

function row(what: string, figure: string, args: readonly string[] | undefined): void {
  const command = args === undefined ? '' : `\`run ${args.join(' ')}\``
  console.log(`| ${what} | ${figure} | ${command} |`)
}

function duration(seconds: number | null): string {
  return seconds === null ? '–' : formatDuration(seconds)
}

function suspicions({ falsePositives }: RunRecord): number {
  return falsePositives.suspicions
}

function deaths({ falsePositives }: RunRecord): number {
  return falsePositives.deaths
}

/** Time and peak memory of rendering a million cycles again, with charts. */
async function reportOfMany(): Promise<string> {
  const id = await storeSampleRun(folder, { agents: 4, durationS: 250, probeIntervalS: 0.001 })
  const startedMs = performance.now()
  const child = spawn(process.execPath, [ENTRY, 'report', id, '--out', folder], { stdio: 'ignore' })
  let peakKib = 0
  const poll = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
    peakKib = Math.max(peakKib, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0))
  }, 50)
  const [code] = await once(child, 'exit')
  clearInterval(poll)
  if (code !== 0) throw new Error(`report ended with ${code}`)
  const seconds = (performance.now() - startedMs) / 1000
  return `${seconds.toFixed(1)} s, ${formatBytes(peakKib * 1024)}`
}

/** Wall time of a whole process, median of several starts. */
function medianMs(args: readonly string[]): number {
  const times = Array.from({ length: STARTS }, () => {
    const startedMs = performance.now()
    spawnSync(process.execPath, args)
    return performance.now() - startedMs
  })
  return times.toSorted((a, b) => a - b)[Math.floor(STARTS / 2)] as number
}
