/** One run from start to record: everything is checked and opened, measured, and written down. */
import { checkThresholds, type RunRecord, recordWarnings } from '../analysis/index.ts'
import { interrupted, UserError } from './errors.ts'
import { RunFloor } from './floor/run-floor.ts'
import { MeasuredRun } from './measured-run.ts'
import { buildRecord } from './recording/build-record.ts'
import { readCommit, readEnvironment } from './recording/environment.ts'
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
import { SCENARIOS } from './scenarios/registry.ts'
import type { Scenario } from './scenarios/scenario.ts'

/** Every export costs an idle agent some milliseconds of cold code; nobody waits for spans before the run is over. */
const EXPORT_DELAY_MS = '60000'

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
  const id = options.name ?? newRunId(options, startedAt, Math.random)
  const folders = await createRun(id, options.resultsDir, options.tracesDir)
  const run = new MeasuredRun()
  try {
    return await record(run, { options, observer, scenario, folders, startedAt })
  } catch (error) {
    await abandonRun(folders)
    if (!options.signal.aborted || run.measurement.beganAtNs !== undefined) throw error
    throw interrupted('interrupted before anything was measured', error)
  }
}

type RunPlan = {
  readonly options: RunOptions
  readonly observer: RunObserver
  readonly scenario: Scenario
  readonly folders: RunFolders
  readonly startedAt: Date
}

async function record(run: MeasuredRun, plan: RunPlan): Promise<RunRecord> {
  const { options, folders, startedAt } = plan
  const { measurement } = run
  const state = () => run.state(options.nodes)
  using phases = new RunPhases(plan.observer, state, options.floor ? 'floor' : 'starting')
  const [environment, commit, ticksPerSecond] = await Promise.all([
    readEnvironment(),
    options.program === undefined ? readCommit() : options.program.commit,
    readTicksPerSecond(),
  ])
  const sampler = new ProcessSampler(() => run.pids, ticksPerSecond)
  const slow = new SlowCycles((intendedNs) => measurement.isMeasured(intendedNs))
  const runFloor = new RunFloor(options, phases, (text) => plan.observer.note(text))
  await runFloor.measureBefore()
  phases.enter('starting')
  const told = await measure(run, plan, { phases, sampler, slow, commit })
  await runFloor.measureAfter()
  phases.enter('recording')
  const { spansPath } = told
  const floor = runFloor.record
  const slowest =
    spansPath === undefined
      ? []
      : await slow.collect(spansPath, (atNs) => measurement.secondsAt(atNs))
  const facts = { id: folders.id, startedAt, options, environment, commit, measurement, sampler }
  const [table, views, faults] = [measurement.table(), measurement.views(), run.faults()]
  const built = buildRecord({ ...facts, ...told, floor, faults, slowest }, table, views)
  built.warnings = [
    ...recordWarnings(built),
    ...run.warnings,
    ...(await runWarnings(built, measurement, run.unaccounted)),
  ]
  built.thresholds = checkThresholds(built, options.thresholds ?? [])
  await writeRun(folders.results, built, table, views)
  if (options.report !== false) {
    await writeReport(folders.results, folders.traces, built, table, views)
  }
  return built
}

type Instruments = {
  readonly phases: RunPhases
  readonly sampler: ProcessSampler
  readonly slow: SlowCycles
  readonly commit: RunRecord['commit']
}

/** Measures with everything open that measuring needs. When it returns, all captures are on disk. */
async function measure(run: MeasuredRun, plan: RunPlan, instruments: Instruments) {
  const { options, folders, scenario, observer } = plan
  const { phases, sampler, slow, commit } = instruments
  const receives = options.spans && !reportsElsewhere(process.env)
  const captures = await RunCaptures.open(folders, { receives, slow })
  const { receiver, spansPath } = captures
  const environment = {
    ...(receiver && {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: process.env['OTEL_BSP_SCHEDULE_DELAY'] ?? EXPORT_DELAY_MS,
    }),
    ...(commit && { SWIMBENCH_COMMIT: commit.sha }),
  }
  const { id } = folders
  const note = (text: string) => observer.note(text)
  const parts = { id, options, scenario, captures, sampler, phases, environment, note }
  const told = await performOver(captures, () => run.perform(parts))
  return { ...told, spansPath, spansReceived: receiver?.spansReceived ?? 0 }
}

/** A capture that could not be written is the reason for whatever else went wrong. */
async function performOver<T>(captures: RunCaptures, perform: () => Promise<T>): Promise<T> {
  const outcome = await Promise.allSettled([perform()])
  await captures[Symbol.asyncDispose]()
  captures.throwIfFailed()
  if (outcome[0].status === 'rejected') throw outcome[0].reason
  return outcome[0].value
}

/** Whether the user has told the agents where to report to; then that is where they report. */
function reportsElsewhere(environment: NodeJS.ProcessEnv): boolean {
  return (
    environment['OTEL_EXPORTER_OTLP_ENDPOINT'] !== undefined ||
    environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] !== undefined
  )
}
