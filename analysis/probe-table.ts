/**
 * Every probe cycle of a run, one row each, as columns: what the charts are drawn from. Times are
 * seconds from the start of the measured part. Missing acks are NaN.
 */
export type ProbeTable = {
  /** Names that `agent` and `target` index into. */
  readonly addresses: readonly string[]
  readonly length: number
  readonly agent: Uint16Array | Uint32Array
  readonly target: Uint16Array | Uint32Array
  readonly intendedAtS: Float64Array
  readonly sentAtS: Float64Array
  /** ackAtS − sentAtS; NaN when the cycle timed out. */
  readonly rttS: Float64Array
  /** Index into `PROBE_OUTCOMES`. */
  readonly outcome: Uint8Array
}

export const PROBE_OUTCOMES = ['acked', 'acked-indirect', 'timed-out'] as const
