/** Who thought what of whom, and when: the transitions of every agent's member list. */
import type { MemberStatus } from './run-record.ts'

export type ViewChange = {
  /** From the start of the measured part; negative before it. */
  readonly atS: number
  readonly agent: string
  readonly member: string
  readonly status: MemberStatus
  readonly incarnation: number
  readonly why: string
  readonly by: string | null
}
