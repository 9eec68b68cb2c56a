/** `--threshold 'rtt.p99<1ms'`: what a run must reach, read before anything is started. */
import { Flags } from '@oclif/core'
import { parseThreshold, type Threshold } from '../../analysis/index.ts'
import { closest } from '../command-line/closest.ts'
import { UserError } from '../errors.ts'

export const thresholdFlag = Flags.string({
  summary:
    'What the run must reach, as in rtt.p99<1ms; may be given more than once. Missed: exit 99.',
  helpValue: '<metric><limit>',
  multiple: true,
  multipleNonGreedy: true,
})

export function readThreshold(text: string): Threshold {
  const parsed = parseThreshold(text)
  if (parsed.ok) return parsed.threshold
  const { problem, known, meant } = parsed
  const near = meant === undefined ? undefined : closest(meant, known)
  const advice = [
    near === undefined ? '' : `Did you mean ${near}?`,
    known.length === 0 ? '' : `Metrics: ${known.join(', ')}.`,
    known.length === 0 ? "Quote it: --threshold 'rtt.p99<1ms', with <, <=, >, >=, == or !=." : '',
  ]
  throw new UserError(problem, {
    suggestion: advice.filter((one) => one !== '').join(' '),
    exitCode: 2,
  })
}
