/** How long a suspicion lasts: SWIM's timeout, stretched and shortened as Lifeguard does. */
import type { ProtocolConfig } from './config.ts'

type SuspicionKnobs = Pick<
  ProtocolConfig,
  'suspicionMs' | 'suspicionGrows' | 'suspicionStretch' | 'confirmationCount'
>

/**
 * Duration from the first accusation, in milliseconds, for a cluster of `members` (this agent
 * included) and `confirmations` by members other than the first accuser:
 * max − (max − min)·ln(c + 1)/ln(k + 1), never below min (Lifeguard, §IV.B; memberlist `suspicion.go`).
 */
export function suspicionTimeoutMs(
  knobs: SuspicionKnobs,
  members: number,
  confirmations: number,
): number {
  const minMs = knobs.suspicionMs * (knobs.suspicionGrows ? Math.max(1, Math.log10(members)) : 1)
  // Neither the suspect nor the first accuser can confirm.
  const expected = Math.min(knobs.confirmationCount, members - 2)
  if (expected < 1) return minMs
  const maxMs = minMs * knobs.suspicionStretch
  const share = Math.log(confirmations + 1) / Math.log(expected + 1)
  return Math.max(minMs, maxMs - (maxMs - minMs) * share)
}
