/** Seconds with a fraction. */

/**
 * Nanoseconds of the last digit, by how many digits there are behind the dot. Not integers for the
 * machine: products of them would overflow.
 */
export const UNIT_NS = new Float64Array([1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 100, 10, 1])
