/**
 * The ground truth as periods in which a member did not answer, because the harness (or its own
 * death) made it so. Everything the members say of each other is judged against these.
 */
import type { RunRecord } from '../run-record.ts'

type OutageKind = 'crash' | 'pause' | 'leave'

export type Outage = {
  readonly kind: OutageKind
  readonly member: string
  readonly fromS: number
  /** Infinite when it lasted to the end. */
  readonly toS: number
}

/** Fault kinds that begin an outage; `died` is an agent that ended by itself. */
const BEGINS: Readonly<Record<string, OutageKind>> = {
  crash: 'crash',
  died: 'crash',
  pause: 'pause',
  leave: 'leave',
}

/** Fault kinds that end one. */
const ENDS: readonly string[] = ['restart', 'resume', 'join']

/** Pairs faults up: crash and died with restart, pause with resume, leave with join. Other kinds make no outage. */
export function outagesOf(faults: RunRecord['faults']): Outage[] {
  const outages: Outage[] = []
  const open = new Map<string, { kind: OutageKind; member: string; fromS: number }>()
  const close = (member: string, toS: number) => {
    const outage = open.get(member)
    if (outage === undefined) return
    outages.push({ ...outage, toS })
    open.delete(member)
  }
  for (const fault of faults.toSorted((a, b) => a.atS - b.atS)) {
    const kind = BEGINS[fault.kind]
    if (kind !== undefined) {
      close(fault.member, fault.atS)
      open.set(fault.member, { kind, member: fault.member, fromS: fault.atS })
    } else if (ENDS.includes(fault.kind)) close(fault.member, fault.atS)
  }
  for (const member of [...open.keys()]) close(member, Number.POSITIVE_INFINITY)
  return outages.sort((a, b) => a.fromS - b.fromS)
}

/** Whether the member answered at that moment. */
export function isUp(outages: readonly Outage[], member: string, atS: number): boolean {
  return !outages.some((o) => o.member === member && o.fromS <= atS && atS < o.toS)
}
