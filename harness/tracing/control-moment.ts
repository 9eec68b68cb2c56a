/**
 * How the process does without the tool, for as long as it will be watched: its CPU, and its round trips
 * as far as somebody can tell them. An agent of ours tells them itself. Of others, strace's capture will
 * show them at the system-call boundary: there bpftrace, which costs little, watches the same before.
 */
import { join } from 'node:path'
import type { CallTiming, CaptureCost, SyscallReport } from '../../analysis/index.ts'
import type { Machine } from '../doctor/finding.ts'
import { captureCost } from '../target/capture-cost.ts'
import type { Target } from '../target/target.ts'
import { type Moment, WatchedMoment } from '../target/watched-moment.ts'
import { bpftrace } from '../tools/bpftrace.ts'
import { NETWORK_CALLS } from '../tools/call-filter.ts'
import type { Attachment, ToolName } from '../tools/tool.ts'
import { analyzeFiles } from './analyze-files.ts'

export type Control = {
  readonly moment: Moment
  /** What bpftrace saw in it. */
  readonly boundary: CallTiming | undefined
}

const CONTROL_NAME = 'control.txt'

export type ControlOptions = {
  readonly target: Target
  readonly tool: ToolName
  readonly machine: Machine
  /** Where raw data goes. */
  readonly folder: string
  readonly signal: AbortSignal
  readonly pass: (isOver: () => boolean) => Promise<unknown>
}

export async function measureControl(options: ControlOptions): Promise<Control> {
  const { target, folder, pass } = options
  const capturePath = join(folder, CONTROL_NAME)
  await using watching = await watchLightly(options, capturePath)
  using moment = await WatchedMoment.begin(target, target.pid)
  await pass(() => !target.isAlive())
  const passed = await moment.end()
  if (watching === undefined) return { moment: passed, boundary: undefined }
  await watching.stop()
  const { report } = await analyzeFiles([capturePath])
  return { moment: passed, boundary: roundTripsOf(report) }
}

/** Undefined where it would tell nothing new, or cannot. */
async function watchLightly(
  { target, tool, machine, signal }: ControlOptions,
  capturePath: string,
): Promise<Attachment | undefined> {
  if (target.agent !== undefined || tool !== 'strace') return undefined
  const available = await bpftrace.availability(machine)
  if (!available.ok) return undefined
  const pids = [target.pid]
  return bpftrace.attach({ pids, calls: NETWORK_CALLS, capturePath, signal }).catch(() => undefined)
}

/** As the capture has them: of probe cycles, or inferred where nothing decodes. */
export function roundTripsOf({ protocol, inferred }: SyscallReport): CallTiming | undefined {
  return protocol?.cycles.rtt ?? inferred?.rtt
}

/** What watching cost; `boundary`: round trips as the capture has them. */
export function costOf(
  control: Control | undefined,
  watched: Moment,
  { address }: Target,
  boundary: CallTiming | undefined,
): CaptureCost {
  const cost = captureCost(
    control?.moment,
    watched,
    `reported by the agent on ${address ?? 'its address'}`,
  )
  const before = control?.boundary
  if (cost.rttSource !== null || before === undefined || boundary === undefined) return cost
  return {
    ...cost,
    rttP50S: { control: before.p50S, watched: boundary.p50S },
    rttSamples: { control: before.count, watched: boundary.count },
    rttSource: 'at the system-call boundary; bpftrace watched before',
  }
}
