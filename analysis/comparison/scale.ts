/**
 * On what scale a metric is compared. Times and sizes change by factors: their logarithms are compared.
 * What is zero when all is well has no factors: there it is the difference in the metric's unit.
 */
import { median } from 'simple-statistics'
import type { Scale } from './comparison.ts'
import type { Quantity } from './metrics.ts'

export type Ruler = {
  readonly scale: Scale
  /** The smallest change that matters, as it is told. */
  readonly margin: number
  /** The same, as it is compared. */
  readonly marginInside: number
  /** From a value to what is compared. */
  readonly inward: (value: number) => number
  /** From a difference of what is compared to a change as it is told. */
  readonly outward: (difference: number) => number
  /** Whether differences are told only because some value was zero. */
  readonly forced: boolean
}

/** The margin m of factors stands for 1 + m and 1 ÷ (1 + m), so that base and candidate could be exchanged. */
export function rulerOf(
  quantity: Quantity,
  base: readonly number[],
  candidate: readonly number[],
  margin: number,
): Ruler {
  if (quantity.marginAbsolute !== null) return differences(quantity.marginAbsolute, false)
  if (![...base, ...candidate].every((value) => value > 0)) {
    const typical = base.length === 0 ? 0 : Math.abs(median([...base]))
    return differences(margin * typical, true)
  }
  return {
    scale: 'ratio',
    margin,
    marginInside: Math.log1p(margin),
    inward: Math.log,
    outward: Math.expm1,
    forced: false,
  }
}

function differences(margin: number, forced: boolean): Ruler {
  const same = (value: number) => value
  return {
    scale: 'difference',
    margin,
    marginInside: margin,
    inward: same,
    outward: same,
    forced,
  }
}
