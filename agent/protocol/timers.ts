/**
 * The state machine's own deadlines: a binary heap of values that fall due. Cancelling is lazy, so a
 * cancelled entry costs nothing until it would have been next. Knows no clock.
 */
export type Timer<Value> = { readonly atMs: number; readonly value: Value; live: boolean }

export class Timers<Value> {
  readonly #heap: Timer<Value>[] = []

  schedule(atMs: number, value: Value): Timer<Value> {
    const timer = { atMs, value, live: true }
    this.#heap.push(timer)
    this.#siftUp(this.#heap.length - 1)
    return timer
  }

  /** Forgets a timer; harmless when it has fired or was cancelled before. */
  cancel(timer: Timer<Value> | undefined): void {
    if (timer !== undefined) timer.live = false
  }

  /** When the next live timer falls due; Infinity when there is none. */
  nextMs(): number {
    this.#dropCancelled()
    return this.#heap[0]?.atMs ?? Number.POSITIVE_INFINITY
  }

  /** Takes the earliest value that is due at `nowMs`, or undefined. */
  takeDue(nowMs: number): Value | undefined {
    this.#dropCancelled()
    const first = this.#heap[0]
    if (first === undefined || nowMs < first.atMs) return undefined
    first.live = false
    this.#removeFirst()
    return first.value
  }

  clear(): void {
    this.#heap.length = 0
  }

  #dropCancelled(): void {
    while (this.#heap[0]?.live === false) this.#removeFirst()
  }

  #removeFirst(): void {
    const last = this.#heap.pop()
    if (last === undefined || this.#heap.length === 0) return
    this.#heap[0] = last
    this.#siftDown()
  }

  #siftUp(start: number): void {
    const heap = this.#heap
    const timer = heap[start] as Timer<Value>
    let at = start
    while (0 < at) {
      const above = (at - 1) >> 1
      const parent = heap[above] as Timer<Value>
      if (parent.atMs <= timer.atMs) break
      heap[at] = parent
      at = above
    }
    heap[at] = timer
  }

  #siftDown(): void {
    const heap = this.#heap
    const timer = heap[0] as Timer<Value>
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      if (heap.length <= below) break
      const right = heap[below + 1]
      if (right !== undefined && right.atMs < (heap[below] as Timer<Value>).atMs) below++
      const child = heap[below] as Timer<Value>
      if (timer.atMs <= child.atMs) break
      heap[at] = child
      at = below
    }
    heap[at] = timer
  }
}
