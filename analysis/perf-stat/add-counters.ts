/**
 * Adds up counters of the same event, of threads or of kinds of cores, in the order in which events
 * first come. A thread that never ran adds nothing; an event that nobody counted stays without a value.
 */
import type { PerfCounter } from './report.ts'

export function addCounters(counters: readonly PerfCounter[]): PerfCounter[] {
  const sums = new Map<string, PerfCounter>()
  for (const counter of counters) {
    const sum = sums.get(counter.event)
    sums.set(counter.event, sum === undefined ? counter : add(sum, counter))
  }
  return [...sums.values()]
}

function add(one: PerfCounter, other: PerfCounter): PerfCounter {
  const isUserOnly = one.isUserOnly || other.isUserOnly
  if (one.value === null || other.value === null) {
    const counted = one.value === null ? other : one
    // Among reasons for no value, that it never ran says least.
    const known = counted.value === null && counted.status === 'not-counted' ? one : counted
    return { ...known, isUserOnly }
  }
  const value = one.value + other.value
  const weighted = one.value * one.countedShare + other.value * other.countedShare
  return {
    ...one,
    value,
    isUserOnly,
    countedShare: value === 0 ? Math.min(one.countedShare, other.countedShare) : weighted / value,
  }
}
