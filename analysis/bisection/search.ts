/**
 * Which commit of a line is measured next. Position 0 is GOOD and the last one BAD; what is looked for is a
 * step between two neighbours. Positions that nobody can decide are walked around; in the end the
 * step may lie at any of several.
 */

export type Position = 'good' | 'bad' | 'unknown'

export type Standing = {
  /** The last position known to be good, and the first behind it known to be bad. */
  readonly good: number
  readonly bad: number
  /** Undefined when nothing between them is left to measure. */
  readonly next: number | undefined
  /** How many more have to be measured at most, if all of them can be decided. */
  readonly stepsLeft: number
}

/** `last` is BAD's position; `known` says what was found between the ends. */
export function standing(last: number, known: ReadonlyMap<number, Position>): Standing {
  const decided = (wanted: Position) =>
    [...known].filter(([, position]) => position === wanted).map(([index]) => index)
  const bad = Math.min(last, ...decided('bad'))
  // A good one behind a bad one is another step, which is not the first.
  const good = Math.max(0, ...decided('good').filter((index) => index < bad))
  const open: number[] = []
  for (let index = good + 1; index < bad; index++) if (!known.has(index)) open.push(index)
  const middle = (good + bad) / 2
  const next = open.reduce<number | undefined>(
    (best, index) =>
      best === undefined || Math.abs(index - middle) < Math.abs(best - middle) ? index : best,
    undefined,
  )
  return {
    good,
    bad,
    next,
    stepsLeft: open.length === 0 ? 0 : Math.ceil(Math.log2(open.length + 1)),
  }
}
