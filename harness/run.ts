/**
 * One run from start to record: receiver, cluster, convergence, warm-up, the measured part, the end
 * of all agents, the record and its report. Whatever happens, no agent is left when it returns.
 */
import { seededRandom } from '../agent/index.ts'
import { type RunRecord, recordWarnings, type Warning } from '../analysis/index.ts'
import { Cluster } from './cluster/cluster.ts'
import { UserError } from './errors.ts'
import { buildRecord } from './recording/build-record.ts'
import { readCommit, readEnvironment } from './recording/environment.ts'
import { Measurement } from './recording/measurement.ts'
import { ProcessSampler, readTicksPerSecond } from './recording/process-sampler.ts'
import { writeReport } from './recording/render-run.ts'
import { RunCaptures } from './recording/run-captures.ts'
import { newRunId } from './recording/run-id.ts'
import { runWarnings } from './recording/run-warnings.ts'
import { SlowCycles } from './recording/slow-cycles.ts'
import { abandonRun, createRun, type RunFolders } from './recording/store.ts'
import { writeRun } from './recording/write-run.ts'
import type { RunObserver, RunOptions } from './run-options.ts'
import { RunPhases } from './run-phases.ts'
import { pauseFor } from './scenarios/pause.ts'
import { SCENARIOS } from './scenarios/registry.ts'
import type { Scenario } from './scenarios/scenario.ts'

const INTERRUPTED_EXIT_CODE = 130
const REPORT_MS = 2000
/** What agents may take to agree beyond the time they have for joining; starting them costs CPU. */
const CONVERGENCE_SLACK_MS = 15_000
const CONVERGENCE_MS_PER_AGENT = 200
const OPEN_CYCLES_MS_MAX = 10_000

/** Runs `options.scenario` and leaves the record and its report on disk. */
export async function recordRun(options: RunOptions, observer: RunObserver): Promise<RunRecord> {
  const scenario = SCENARIOS[options.scenario]
  if (scenario === undefined) {
    throw new UserError(`there is no scenario ${options.scenario}`, {
      suggestion: `Known: ${Object.keys(SCENARIOS).join(', ')}.`,
      exitCode: 2,
    })
  }
  scenario.check(options)
  const startedAt = new Date()
  const id = newRunId(options, startedAt, Math.random)
  const folders = await createRun(id, options.resultsDir, options.tracesDir)
  const run = new Run(options, observer, scenario, folders, startedAt)
  try {
    return await run.record()
  } catch (error) {
    await abandonRun(folders)
    if (!options.signal.aborted || run.hasMeasured) throw error
    throw new UserError('interrupted before anything was measured', {
      exitCode: INTERRUPTED_EXIT_CODE,
      cause: error,
    })
  }
}

class Run {
  #options: RunOptions
  #observer: RunObserver
  #scenario: Scenario
  #folders: RunFolders
  #startedAt: Date
  #measurement = new Measurement()
  #slow = new SlowCycles((intendedNs) => {
    const { beganAtNs, endedAtNs = Number.POSITIVE_INFINITY } = this.#measurement
    return beganAtNs !== undefined && beganAtNs <= intendedNs && intendedNs < endedAtNs
  })
  #cluster: Cluster | undefined
  #faults: { kind: string; member: string; atNs: number }[] = []
  #warnings: Warning[] = []
  #unaccounted = 0
  #captureFailure: UserError | undefined
  /** The run cannot go on: nobody is left, or what is measured cannot be written. */
  #broken = new AbortController()
  #stop: AbortSignal

  constructor(
    options: RunOptions,
    observer: RunObserver,
    scenario: Scenario,
    folders: RunFolders,
    startedAt: Date,
  ) {
    this.#options = options
    this.#observer = observer
    this.#scenario = scenario
    this.#folders = folders
    this.#startedAt = startedAt
    this.#stop = AbortSignal.any([options.signal, this.#broken.signal])
  }

  get hasMeasured(): boolean {
    return this.#measurement.beganAtNs !== undefined
  }

  async record(): Promise<RunRecord> {
    const options = this.#options
    const measurement = this.#measurement
    using phases = new RunPhases(this.#observer, () => ({
      agentsRunning: this.#cluster?.running.length ?? 0,
      agents: options.nodes,
      membersAlive: this.#cluster?.membersAlive ?? 0,
      probes: measurement.probes,
      rttP50Ms: measurement.liveRttMs(50),
      rttP99Ms: measurement.liveRttMs(99),
    }))
    const [environment, commit, ticksPerSecond] = await Promise.all([
      readEnvironment(),
      readCommit(),
      readTicksPerSecond(),
    ])
    const sampler = new ProcessSampler(() => this.#cluster?.pids ?? [], ticksPerSecond)
    const told = await this.#measure(phases, sampler, commit?.sha)
    phases.enter('recording')
    const slowest =
      told.spansPath === undefined
        ? []
        : await this.#slow.collect(told.spansPath, (atNs) => measurement.secondsAt(atNs))
    const table = measurement.table()
    const views = measurement.views()
    const faults = this.#faults.map(({ kind, member, atNs }) => {
      return { kind, member, atS: measurement.secondsAt(atNs) }
    })
    const { id } = this.#folders
    const facts = { id, startedAt: this.#startedAt, options, environment, commit, measurement }
    const record = buildRecord({ ...facts, ...told, sampler, faults, slowest }, table, views)
    record.warnings = [
      ...recordWarnings(record),
      ...this.#warnings,
      ...(await runWarnings(record, measurement, this.#unaccounted)),
    ]
    const { results, traces } = this.#folders
    await writeRun(results, record, table, views)
    await writeReport(results, traces, record, table, views)
    return record
  }

  /** Everything that needs agents. When it returns they are gone and what they said has been read. */
  async #measure(phases: RunPhases, sampler: ProcessSampler, commitSha: string | undefined) {
    const options = this.#options
    const receives = options.spans && !reportsElsewhere(process.env)
    await using captures = await RunCaptures.open(this.#folders, { receives, slow: this.#slow })
    captures.failed.catch((error) => {
      this.#captureFailure = error
      this.#broken.abort()
    })
    await using cluster = await Cluster.start(
      {
        ...options,
        name: this.#folders.id,
        signal: this.#stop,
        environment: {
          ...(captures.receiver === undefined
            ? {}
            : {
                OTEL_EXPORTER_OTLP_ENDPOINT: captures.receiver.endpoint,
                OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
              }),
          ...(commitSha === undefined ? {} : { SWIMBENCH_COMMIT: commitSha }),
        },
      },
      {
        line: (process, text, isEvent) => captures.event(process, text, isEvent),
        event: (process, event) => this.#measurement.take(process, event),
        ended: (process) => this.#ended(process),
      },
    )
    this.#cluster = cluster
    const convergenceS = await this.#converge(cluster, phases)
    phases.enter('warming-up', options.warmupMs)
    await pauseFor(options.warmupMs, this.#stop)
    const isWhole = await this.#runScenario(cluster, phases, sampler)
    phases.enter('stopping')
    await cluster.stop()
    if (this.#captureFailure !== undefined) throw this.#captureFailure
    const outcome: RunRecord['outcome'] = isWhole
      ? 'complete'
      : options.signal.aborted
        ? 'interrupted'
        : 'failed'
    return {
      outcome,
      convergenceS,
      addresses: cluster.addresses,
      spansReceived: captures.receiver?.spansReceived ?? 0,
      spansPath: captures.spansPath,
    }
  }

  /** Waits until everybody sees everybody; null when that does not happen in time. */
  async #converge(cluster: Cluster, phases: RunPhases): Promise<number | null> {
    const { protocol, nodes } = this.#options
    const deadlineMs =
      protocol.joinTimeoutMs + CONVERGENCE_SLACK_MS + nodes * CONVERGENCE_MS_PER_AGENT
    phases.enter('converging', deadlineMs)
    const dead = () => cluster.processes.find(({ condition }) => condition === 'died')
    const isDone = () => cluster.convergedAtNs !== undefined || dead() !== undefined
    await cluster.until(isDone, deadlineMs, this.#stop)
    const died = dead()
    if (died !== undefined) {
      throw new UserError(
        `agent ${died.name} ended before the cluster had formed (${died.describeEnd()})`,
        { suggestion: `What the agents said stands in ${this.#folders.traces}/events.jsonl` },
      )
    }
    const { convergedAtNs } = cluster
    return convergedAtNs === undefined ? null : (convergedAtNs - cluster.startedAtNs) / 1e9
  }

  /** The measured part, between two reports of everybody. Returns whether it came to its end. */
  async #runScenario(
    cluster: Cluster,
    phases: RunPhases,
    sampler: ProcessSampler,
  ): Promise<boolean> {
    const options = this.#options
    const measurement = this.#measurement
    await cluster.report(REPORT_MS, this.#stop)
    const beganAtNs = Number(process.hrtime.bigint())
    measurement.begin(beganAtNs)
    sampler.start()
    phases.enter('measuring', options.crashes === undefined ? options.durationMs : undefined)
    let isWhole = false
    try {
      await this.#scenario.run({
        cluster,
        options,
        random: seededRandom(options.seed, 0),
        signal: this.#stop,
        endsAtNs: beganAtNs + options.durationMs * 1e6,
        fault: (kind, member, atNs) => this.#faults.push({ kind, member, atNs }),
        warn: (warning) => this.#warnings.push(warning),
        note: (text) => this.#observer.note(text),
      })
      isWhole = !this.#stop.aborted
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      const { message, suggestion } = error
      this.#warnings.push({ code: 'scenario-failed', message, advice: suggestion ?? null })
    }
    measurement.end(Number(process.hrtime.bigint()))
    sampler.stop()
    // Also after an interruption: what was measured until then is to be kept.
    const patient = new AbortController().signal
    await cluster.report(REPORT_MS, patient)
    measurement.freeze()
    if (isWhole) await this.#awaitOpenCycles(cluster)
    return isWhole
  }

  /** Until the end of every cycle that is still open has been told, or could have been. */
  async #awaitOpenCycles(cluster: Cluster): Promise<void> {
    const measurement = this.#measurement
    const { protocol, signal } = this.#options
    const healthMax = Math.max(...measurement.lives.map((life) => life.localHealthMax))
    const longestMs = protocol.probeIntervalMs * (healthMax + 1) + REPORT_MS
    await cluster.until(
      () => measurement.isSettled,
      Math.min(longestMs, OPEN_CYCLES_MS_MAX),
      signal,
    )
    if (measurement.isSettled) return
    await cluster.report(REPORT_MS, signal)
    this.#unaccounted = measurement.unaccounted
  }

  #ended(process: Cluster['processes'][number]): void {
    if (process.condition !== 'died') return
    for (const member of process.addresses) {
      this.#faults.push({ kind: 'died', member, atNs: process.exit?.atNs ?? 0 })
    }
    this.#observer.note(`${process.name} ended by itself: ${process.describeEnd()}`)
    if (this.#cluster?.running.length === 0) this.#broken.abort()
  }
}

/** Whether the user has told the agents where to report to; then that is where they report. */
function reportsElsewhere(environment: NodeJS.ProcessEnv): boolean {
  return (
    environment['OTEL_EXPORTER_OTLP_ENDPOINT'] !== undefined ||
    environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] !== undefined
  )
}
