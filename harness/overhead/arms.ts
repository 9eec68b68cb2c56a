/** The ways of measuring that are compared, in the order in which people read them. */
import type { ToolName } from '../tools/tool.ts'

export type ArmName = 'spans-off' | 'spans-on' | 'context-on-wire' | ToolName

export type Arm = {
  readonly name: ArmName
  /** A few words for people. */
  readonly label: string
  readonly spans: boolean
  readonly contextOnWire: boolean
  readonly tool?: ToolName
  /** What it is compared with. Whoever attaches a tool has spans on, so what the tool adds is seen against that. */
  readonly baselines: readonly ArmName[]
}

const WITH_SPANS = {
  spans: true,
  contextOnWire: false,
  baselines: ['spans-off', 'spans-on'],
} as const

export const ARMS: readonly Arm[] = [
  { name: 'spans-off', label: 'spans off', spans: false, contextOnWire: false, baselines: [] },
  { ...WITH_SPANS, name: 'spans-on', label: 'spans on', baselines: ['spans-off'] },
  { ...WITH_SPANS, name: 'context-on-wire', label: 'wire context', contextOnWire: true },
  { ...WITH_SPANS, name: 'bpftrace', label: 'under bpftrace', tool: 'bpftrace' },
  { ...WITH_SPANS, name: 'strace', label: 'under strace', tool: 'strace' },
]

/** What everything is compared with, so it always runs. */
export const BASELINE: ArmName = 'spans-off'
