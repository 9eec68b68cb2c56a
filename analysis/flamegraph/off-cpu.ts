/**
 * Time off the CPU out of context switches: a thread that is switched out at one moment and is seen
 * to run again at a later one has waited in between, in the stack that it was switched out with.
 */
export type Wait<Stack> = {
  readonly stack: Stack
  readonly sinceS: number
  readonly untilS: number
}

export class OffCpuClock<Stack> {
  readonly #out = new Map<number, { readonly stack: Stack; readonly sinceS: number }>()

  switchedOut(tid: number, sinceS: number, stack: Stack): void {
    this.#out.set(tid, { stack, sinceS })
  }

  /** The wait that ends now; undefined when nobody saw it begin. */
  running(tid: number, untilS: number): Wait<Stack> | undefined {
    const wait = this.#out.get(tid)
    if (wait === undefined) return undefined
    this.#out.delete(tid)
    return { ...wait, untilS: Math.max(wait.sinceS, untilS) }
  }

  /** Threads that are off the CPU at the end: their waits are cut there. */
  cut(untilS: number): [number, Wait<Stack>][] {
    return [...this.#out].map(([tid, wait]) => [
      tid,
      { ...wait, untilS: Math.max(wait.sinceS, untilS) },
    ])
  }
}
