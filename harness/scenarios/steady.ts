/** Nothing happens: what the cluster costs and how fast it answers while all is well. */
import { pauseUntil } from './pause.ts'
import type { Scenario } from './scenario.ts'

export const steady: Scenario = {
  name: 'steady',
  summary: 'All members stay up; measures latency, load and false positives.',
  check() {},
  run: ({ endsAtNs, signal }) => pauseUntil(endsAtNs, signal),
}
