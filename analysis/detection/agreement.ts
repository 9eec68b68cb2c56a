/** Whether what a run measured of detection fits what the protocol promises. */
import { estimateMean, type MeanEstimate } from '../comparison/student-t.ts'
import type { Detection, RunRecord } from '../run-record.ts'
import { type DetectionTheory, detectionTheory } from './theory.ts'

export type Agreement = MeanEstimate & {
  readonly expected: number
  /** The expectation lies within the interval of the mean; undefined when there is no interval. */
  readonly agrees: boolean | undefined
}

/** Undefined when nothing was measured. */
export function compareWithExpectation(
  measured: readonly number[],
  expected: number,
): Agreement | undefined {
  const estimate = estimateMean(measured)
  if (estimate === undefined) return undefined
  const { interval } = estimate
  const agrees = interval && interval[0] <= expected && expected <= interval[1]
  return { ...estimate, expected, agrees }
}

export type DetectionCheck = {
  readonly theory: DetectionTheory
  readonly firstSuspect: Agreement | undefined
  /** Undefined also where confirmations decide how long a suspicion lasts, so that there is no one expectation. */
  readonly firstDead: Agreement | undefined
}

/** Undefined for records without crashes, or whose protocol has no knobs that the theory knows. */
export function checkDetection(record: {
  readonly config: RunRecord['config']
  readonly detection: readonly Detection[]
}): DetectionCheck | undefined {
  const { protocol, nodes } = record.config
  const { probeIntervalS, suspicionS, suspicionStretch, suspicionGrows } = protocol
  if (record.detection.length === 0 || nodes < 2) return undefined
  if (typeof probeIntervalS !== 'number' || typeof suspicionS !== 'number') return undefined
  const stretch = typeof suspicionStretch === 'number' ? suspicionStretch : 1
  const growth = suspicionGrows === true ? Math.max(1, Math.log10(nodes)) : 1
  const theory = detectionTheory({
    members: nodes,
    probeIntervalS,
    suspicionS: suspicionS * growth,
    stretch,
  })
  const measured = (key: 'firstSuspectS' | 'firstDeadS') =>
    record.detection.flatMap((detection) => detection[key] ?? [])
  return {
    theory,
    firstSuspect: compareWithExpectation(measured('firstSuspectS'), theory.firstSuspectS),
    firstDead:
      stretch === 1
        ? compareWithExpectation(measured('firstDeadS'), theory.firstDeadS[0])
        : undefined,
  }
}
