/**
 * How long a crash should stay unnoticed, from the protocol alone. Two models:
 *
 * - the SWIM paper's: every member picks its target at random once per period, in lockstep;
 * - ours: the same probes on clocks with independent uniform phases, each member going round its
 *   m = n − 1 targets in an order that is shuffled every round. Two probes of one target by the same
 *   member are then g periods apart with P(g) = (m − |g − m|) / m², g = 1 … 2m − 1, and the time from
 *   a crash to one member's next probe is the forward recurrence time of these gaps.
 *
 * A failed cycle is known to have failed when it ends, one probe interval after it began. Networks
 * are taken as instant and local health as unimpaired.
 */

/** Expected periods from a crash to the end of the first period with a probe of it; n members, one of them crashed. */
export function paperExpectedPeriods(members: number): number {
  return 1 / (1 - (1 - 1 / (members - 1)) ** (members - 1))
}

export type DetectionTheory = {
  /** From the crash to the first probe of the crashed member. */
  readonly firstProbeS: number
  /** Expected time to the first suspicion. */
  readonly firstSuspectS: number
  /** Expected time to the first dead verdict, without and with every confirmation missing. */
  readonly firstDeadS: readonly [number, number]
  /** The paper's expectation of the first suspicion, for comparison. */
  readonly paperFirstSuspectS: number
  /** P(first suspicion ≤ t). */
  firstSuspectWithin(seconds: number): number
}

export type DetectionModel = {
  /** Members before the crash, the crashed one among them; at least 2. */
  readonly members: number
  readonly probeIntervalS: number
  /** The shortest suspicion; `stretch` times longer when nobody confirms it. */
  readonly suspicionS: number
  readonly stretch: number
}

export function detectionTheory(model: DetectionModel): DetectionTheory {
  const { members, probeIntervalS, suspicionS, stretch } = model
  const probers = members - 1
  const survival = recurrenceSurvival(probers)
  const firstProbeS = expectedMinimum(survival, probers) * probeIntervalS
  const firstSuspectS = firstProbeS + probeIntervalS
  return {
    firstProbeS,
    firstSuspectS,
    firstDeadS: [firstSuspectS + suspicionS, firstSuspectS + suspicionS * stretch],
    paperFirstSuspectS: paperExpectedPeriods(members) * probeIntervalS,
    firstSuspectWithin: (seconds) =>
      1 - survivalAt(survival, seconds / probeIntervalS - 1) ** probers,
  }
}

/**
 * P(R > k) at whole periods k = 0 … 2m − 1, for the forward recurrence time R of one prober's gaps:
 * the sum of P(g > j) over j ≥ k, divided by the mean gap m. Linear in between.
 */
function recurrenceSurvival(targets: number): Float64Array {
  const longest = 2 * targets - 1
  const survival = new Float64Array(longest + 1)
  let beyond = 0
  for (let k = longest - 1; k >= 0; k -= 1) {
    beyond += (targets - Math.abs(k + 1 - targets)) / targets ** 2
    survival[k] = (survival[k + 1] as number) + beyond / targets
  }
  return survival
}

function survivalAt(survival: Float64Array, periods: number): number {
  if (periods <= 0) return 1
  const whole = Math.floor(periods)
  if (whole >= survival.length - 1) return 0
  const [from, to] = [survival[whole] as number, survival[whole + 1] as number]
  return from + (to - from) * (periods - whole)
}

/** ∫ P(R > t)^m dt, exact on each linear piece. */
function expectedMinimum(survival: Float64Array, probers: number): number {
  let sum = 0
  for (let k = 0; k + 1 < survival.length; k += 1) {
    const [from, to] = [survival[k] as number, survival[k + 1] as number]
    sum += (from ** (probers + 1) - to ** (probers + 1)) / ((probers + 1) * (from - to))
  }
  return sum
}
