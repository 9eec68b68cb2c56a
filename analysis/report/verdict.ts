/** A run in one sentence: whether it can be used, and the first thing a reader should know of it. */
import { formatDurationShort, plural } from '../format.ts'
import type { RunRecord } from '../run-record.ts'

export type Verdict = {
  /** `good`: nothing to see to; `attention`: usable with care; `bad`: not what was asked for. */
  readonly tone: 'good' | 'attention' | 'bad'
  readonly text: string
}

export function verdictOf(record: RunRecord): Verdict {
  const { probes, falsePositives, outcome, detection } = record
  const died = record.perAgent.filter((agent) => agent.outcome === 'died').length
  const missed = detection.filter((crash) => crash.allDeadS === null).length
  const bad: string[] = []
  if (outcome === 'failed') bad.push('the run failed')
  if (outcome === 'interrupted') bad.push('the run was interrupted')
  if (died > 0)
    bad.push(`${plural(died, 'agent')} ended by ${died === 1 ? 'itself' : 'themselves'}`)
  if (missed > 0) bad.push(`${plural(missed, 'crash', 'crashes')} not noticed by every survivor`)
  if (falsePositives.deaths > 0) {
    bad.push(`healthy members declared dead ${plural(falsePositives.deaths, 'time')}`)
  }

  const missedThresholds = record.thresholds.filter(({ isMet }) => !isMet).length
  if (missedThresholds > 0) {
    bad.push(`${missedThresholds} of ${plural(record.thresholds.length, 'threshold')} missed`)
  }

  const care: string[] = []
  if (falsePositives.suspicions > 0) {
    care.push(`healthy members suspected ${plural(falsePositives.suspicions, 'time')}`)
  }
  // Probes of a crashed member must time out; of a healthy cluster none should.
  if (probes.timedOut > 0 && record.faults.length === 0) {
    care.push(`${plural(probes.timedOut, 'probe')} timed out`)
  }

  const fine: string[] = []
  if (detection.length > 0 && missed === 0) {
    fine.push(`${allOf(detection.length)} noticed by every survivor`)
  }
  if (falsePositives.suspicions === 0) fine.push('no healthy member accused')
  if (probes.timedOut === 0 && probes.sent > 0) fine.push('every probe answered')

  const tone = bad.length > 0 ? 'bad' : care.length > 0 ? 'attention' : 'good'
  const said = [...bad, ...care, ...(tone === 'bad' ? [] : fine)]
  return { tone, text: `${asSentence(said.join('; ') || 'nothing was measured')}.` }
}

/** `4 agents, steady, 30 s, preset default`. */
export function subjectOf({ config, durationS }: RunRecord): string {
  const agents = plural(config.nodes, 'agent')
  return `${agents}, ${config.scenario}, ${formatDurationShort(durationS)}, preset ${config.preset}`
}

/** With a capital, unless it begins with a name such as `p99`. */
export function asSentence(text: string): string {
  return /^[a-z]{2}/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text
}

function allOf(crashes: number): string {
  return crashes === 1 ? 'the crash' : crashes === 2 ? 'both crashes' : `all ${crashes} crashes`
}
