/** The RTT beside the floor: the round trip of the same machine with the same system calls and no protocol. */
import type { Distribution, Floor, RunRecord } from '../run-record.ts'

/** From here on the machine before the run and the machine after it are not the same machine. */
export const FLOOR_MOVED_RATIO = 1.25

export type OverFloor = {
  /** RTT p50 ÷ floor p50. */
  readonly multiple: number
  /** The mean of the medians before and after, or the one that there is. */
  readonly floorS: number
}

/** Undefined where either median is missing. */
export function overFloor({ rtt, floor }: Pick<RunRecord, 'rtt' | 'floor'>): OverFloor | undefined {
  if (floor === null || rtt.p50 === null) return undefined
  const medians = [floor.before?.p50, floor.after?.p50].filter((p50) => typeof p50 === 'number')
  const floorS = medians.reduce((sum, p50) => sum + p50, 0) / medians.length
  return floorS > 0 ? { multiple: rtt.p50 / floorS, floorS } : undefined
}

/**
 * After ÷ before of a floor that moved by more than `FLOOR_MOVED_RATIO` in either direction and for sure,
 * which is when the intervals of both medians lie apart. Undefined for one that did not.
 */
export function floorMove({ before, after }: Floor): number | undefined {
  if (!before?.p50 || !after?.p50 || !areApart(before, after)) return undefined
  const ratio = after.p50 / before.p50
  return Math.max(ratio, 1 / ratio) > FLOOR_MOVED_RATIO ? ratio : undefined
}

function areApart(one: Distribution, other: Distribution): boolean {
  const [a, b] = [one.intervals.p50, other.intervals.p50]
  return a !== null && b !== null && (a[1] < b[0] || b[1] < a[0])
}
