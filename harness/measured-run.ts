/**
 * The part of a run that needs agents: they are started, come to agree, warm up, are measured while
 * the scenario has its way with them, and end. What they say ends up in a `Measurement`.
 */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '../agent/index.ts'
import type { RunRecord, Warning } from '../analysis/index.ts'
import { type AgentFailure, Cluster } from './cluster/cluster.ts'
import { UserError } from './errors.ts'
import { Measurement } from './recording/measurement.ts'
import type { ProcessSampler } from './recording/process-sampler.ts'
import type { RunCaptures } from './recording/run-captures.ts'
import type { RunOptions } from './run-options.ts'
import type { RunPhases, RunState } from './run-phases.ts'
import { pauseFor } from './scenarios/pause.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { NETWORK_CALLS } from './tools/call-filter.ts'
import { TOOLS } from './tools/registry.ts'
import type { Attachment } from './tools/tool.ts'

const REPORT_MS = 2000
/** What agents may take to agree beyond the time they have for joining; starting them costs CPU. */
const CONVERGENCE_SLACK_MS = 15_000
const CONVERGENCE_MS_PER_AGENT = 200
const OPEN_CYCLES_MS_MAX = 10_000

/** So many reports are enough to watch a run by. */
const REPORTS = 20
const REPORT_INTERVAL_MS_MIN = 5000
const REPORT_INTERVAL_MS_MAX = 15_000
/** A report of more cycles is a burst of work. */
const CYCLES_PER_REPORT_MAX = 15
/** After the end they are asked no more often. */
const ASK_AGAIN_MS_MIN = 500
const CROWD_ADVICE =
  'So many agents may be more than this machine has room for while they join: take fewer of them, or give them more time with --join-timeout. '
/** So many agents to a core join on a machine of 2 GHz in a few seconds. */
const AGENTS_PER_CORE_EASY = 50

export type MeasuredRunParts = {
  readonly id: string
  readonly options: RunOptions
  readonly scenario: Scenario
  readonly captures: RunCaptures
  readonly sampler: ProcessSampler
  readonly phases: RunPhases
  readonly environment: Readonly<Record<string, string>>
  readonly note: (text: string) => void
}

export class MeasuredRun {
  readonly measurement = new Measurement()
  readonly warnings: Warning[] = []
  /** Cycles that were sent and of which nobody told the end. */
  unaccounted = 0
  #cluster: Cluster | undefined
  #faults: { readonly kind: string; readonly member: string; readonly atNs: number }[] = []
  /** The run cannot go on: nobody is left, or what is measured cannot be written. */
  #broken = new AbortController()

  /** For live display. */
  state(agents: number): RunState {
    const { measurement } = this
    return {
      agentsRunning: this.#cluster?.running.length ?? measurement.lives.length,
      agents,
      membersAlive: this.#cluster?.membersAlive ?? 0,
      probes: measurement.probes,
      rttP50Ms: measurement.liveRttMs(50),
      rttP99Ms: measurement.liveRttMs(99),
    }
  }

  /** Of the processes to sample. */
  get pids(): readonly number[] {
    return this.#cluster?.pids ?? []
  }

  /** What was done to members, in seconds of the measured part. */
  faults(): RunRecord['faults'] {
    return this.#faults.map(({ kind, member, atNs }) => {
      return { kind, member, atS: this.measurement.secondsAt(atNs) }
    })
  }

  /** When it returns, all agents are gone and what they said has been read. */
  async perform(parts: MeasuredRunParts) {
    const { options, captures, phases } = parts
    const stop = AbortSignal.any([options.signal, this.#broken.signal])
    captures.failed.catch(() => this.#broken.abort())
    await using cluster = await Cluster.start(
      {
        ...options,
        name: parts.id,
        signal: stop,
        environment: parts.environment,
        reportMs: reportIntervalMs(options),
      },
      {
        line: (process, text, isEvent) => captures.event(process, text, isEvent),
        event: (process, event) => this.measurement.take(process, event),
        ended: (process) => this.#ended(process, parts.note),
      },
    )
    this.#cluster = cluster
    const convergenceS = await this.#converge(cluster, parts, stop)
    phases.enter('warming-up', options.warmupMs)
    await pauseFor(options.warmupMs, stop)
    await using watching = await this.#watch(cluster, parts, stop)
    const isWhole = await this.#runScenario(cluster, parts, stop, watching)
    phases.enter('stopping')
    await cluster.stop()
    const outcome: RunRecord['outcome'] = isWhole
      ? 'complete'
      : options.signal.aborted
        ? 'interrupted'
        : 'failed'
    return { outcome, convergenceS, addresses: cluster.addresses }
  }

  /** Waits until everybody sees everybody; null when that does not happen in time. */
  async #converge(
    cluster: Cluster,
    { options, phases, id }: MeasuredRunParts,
    stop: AbortSignal,
  ): Promise<number | null> {
    const { protocol, nodes, tracesDir } = options
    const deadlineMs =
      protocol.joinTimeoutMs + CONVERGENCE_SLACK_MS + nodes * CONVERGENCE_MS_PER_AGENT
    phases.enter('converging', deadlineMs)
    const dead = () => cluster.processes.find(({ condition }) => condition === 'died')
    const isBroken = () => cluster.failure !== undefined || dead() !== undefined
    // Kept when it is seen: what the same line goes on to say may undo it.
    let convergedAtNs: number | undefined
    const isConverged = () => {
      convergedAtNs ??= cluster.convergedAtNs
      return convergedAtNs !== undefined
    }
    await cluster.until(() => isConverged() || isBroken(), deadlineMs, stop)
    if (isBroken() && !options.signal.aborted) {
      throw new UserError(`${whoEnded(cluster.failure, dead())} before the cluster had formed`, {
        suggestion: `${isCrowded(options) ? CROWD_ADVICE : ''}What the agents said stands in ${tracesDir}/${id}/events.jsonl`,
      })
    }
    return convergedAtNs === undefined ? null : (convergedAtNs - cluster.startedAtNs) / 1e9
  }

  /** Has the tool that was asked for watch the agents from now on. */
  async #watch(
    cluster: Cluster,
    { options, id }: MeasuredRunParts,
    signal: AbortSignal,
  ): Promise<Attachment | undefined> {
    if (options.tool === undefined) return undefined
    const tool = TOOLS[options.tool]
    const capturePath = join(options.tracesDir, id, tool.captureName)
    try {
      const { pids } = cluster
      return await tool.attach({ pids, calls: NETWORK_CALLS, capturePath, signal })
    } catch (error) {
      // What an interruption cuts short is for the measured part to tell.
      if (signal.aborted) return undefined
      throw error
    }
  }

  /** The measured part, between two reports of everybody. Returns whether it came to its end. */
  async #runScenario(
    cluster: Cluster,
    { options, phases, sampler, scenario, note }: MeasuredRunParts,
    stop: AbortSignal,
    watching: Attachment | undefined,
  ): Promise<boolean> {
    const { measurement } = this
    // Also after an interruption: counts begin here, and what was measured is kept.
    const patient = new AbortController().signal
    await this.#ask(cluster, patient, 'began')
    const beganAtNs = Number(process.hrtime.bigint())
    measurement.begin(beganAtNs)
    sampler.start()
    phases.enter('measuring', options.crashes === undefined ? options.durationMs : undefined)
    let isWhole = false
    try {
      await scenario.run({
        cluster,
        options,
        random: seededRandom(options.seed, 0),
        signal: stop,
        endsAtNs: beganAtNs + options.durationMs * 1e6,
        fault: (kind, member, atNs) => this.#faults.push({ kind, member, atNs }),
        warn: (warning) => this.warnings.push(warning),
        note,
      })
      isWhole = !stop.aborted
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      const { message, suggestion } = error
      this.warnings.push({ code: 'scenario-failed', message, advice: suggestion ?? null })
    }
    measurement.end(Number(process.hrtime.bigint()))
    sampler.stop()
    for (const message of (await watching?.stop()) ?? []) {
      this.warnings.push({ code: 'capture-incomplete', message, advice: null })
    }
    await this.#ask(cluster, patient, 'ended')
    measurement.freeze()
    if (isWhole) await this.#awaitOpenCycles(cluster, options)
    return isWhole
  }

  /** Has everybody report, and says who did not. */
  async #ask(cluster: Cluster, signal: AbortSignal, when: 'began' | 'ended'): Promise<void> {
    const silent = await cluster.report(REPORT_MS, signal)
    if (silent.length === 0) return
    this.warnings.push({
      code: 'agents-silent',
      message: `${silent.join(', ')} did not report when the measured part ${when}; their counts are not whole`,
      advice: 'They were stopped or starved of CPU: look at their lag.',
    })
  }

  /** Until the end of every cycle that is still open has been told, or could have been. */
  async #awaitOpenCycles(cluster: Cluster, { protocol, signal }: RunOptions): Promise<void> {
    const { measurement } = this
    const healthMax = Math.max(...measurement.lives.map((life) => life.localHealthMax))
    const longestMs = protocol.probeIntervalMs * (healthMax + 1) + REPORT_MS
    // Agents report rarely by themselves, and most cycles are over after one interval.
    const askEveryMs = Math.max(protocol.probeIntervalMs, ASK_AGAIN_MS_MIN)
    const endMs = performance.now() + Math.min(longestMs, OPEN_CYCLES_MS_MAX)
    while (performance.now() < endMs && !signal.aborted) {
      const waitMs = Math.min(askEveryMs, endMs - performance.now())
      await cluster.until(() => measurement.isSettled, waitMs, signal)
      if (measurement.isSettled) return
      await cluster.report(REPORT_MS, signal)
    }
    this.unaccounted = measurement.unaccounted
  }

  #ended(process: Cluster['processes'][number], note: (text: string) => void): void {
    if (process.condition !== 'died') return
    for (const member of process.addresses) {
      this.#faults.push({ kind: 'died', member, atNs: process.exit?.atNs ?? 0 })
    }
    note(`${process.name} ended by itself: ${process.describeEnd()}`)
    if (this.#cluster?.running.length === 0) this.#broken.abort()
  }
}

function whoEnded(
  failure: AgentFailure | undefined,
  died: Cluster['processes'][number] | undefined,
): string {
  if (failure === undefined) return `agent ${died?.name} ended (${died?.describeEnd()})`
  const { agent, process, message } = failure
  const where =
    process.addresses.length === 1
      ? ''
      : `, one of ${process.addresses.length} in process ${process.pid},`
  return `agent ${agent}${where} ended (${message})`
}

/** Each report wakes an idle agent's telemetry thread; people who watch a short run want it sooner. */
function reportIntervalMs({ warmupMs, durationMs, protocol }: RunOptions): number {
  const rarestMs = Math.min(
    REPORT_INTERVAL_MS_MAX,
    CYCLES_PER_REPORT_MAX * protocol.probeIntervalMs,
  )
  return Math.max(REPORT_INTERVAL_MS_MIN, Math.min(rarestMs, (warmupMs + durationMs) / REPORTS))
}

function isCrowded({ nodes }: RunOptions): boolean {
  return nodes > AGENTS_PER_CORE_EASY * availableParallelism()
}
