/** What a profile was made of and with, as the head of its page tells it. */
import { type CaptureCost, formatDuration, formatPercent } from '../../analysis/index.ts'
import type { ProfileText } from './write-profile.ts'

export function profileFacts(capture: {
  readonly id: string
  readonly startedAt: Date
  readonly tool: { readonly name: string; readonly version: string }
  readonly frequencyHz: number
  readonly target: {
    readonly pid: number
    readonly command: string
    readonly startedByUs: boolean
  }
  readonly cost: CaptureCost | null
}): ProfileText['facts'] {
  const { id, startedAt, tool, frequencyHz, target, cost } = capture
  const { pid, command, startedByUs } = target
  const isoMinute = startedAt.toISOString().slice(0, 16).replace('T', ' ')
  const price = costText(cost)
  return [
    { label: 'process', value: startedByUs ? `${pid}, an agent of ours` : `${pid}: ${command}` },
    { label: 'made with', value: `${tool.name} ${tool.version}, ${frequencyHz} samples a second` },
    { label: 'when', value: `${isoMinute} UTC` },
    { label: 'capture', value: id },
    ...(price === '' ? [] : [{ label: 'what it cost', value: price }]),
  ]
}

function costText(cost: CaptureCost | null): string {
  if (cost === null) return ''
  const { cpuCores, rttP50S } = cost
  return [
    cpuCores.control === null
      ? ''
      : `CPU ${formatPercent(cpuCores.control)} → ${formatPercent(cpuCores.watched)}`,
    rttP50S.control === null
      ? ''
      : `RTT p50 ${formatDuration(rttP50S.control)} → ${formatDuration(rttP50S.watched)}`,
  ]
    .filter((part) => part !== '')
    .join(', ')
}
