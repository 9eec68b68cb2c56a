/**
 * Lets the agents of a thread into the cluster a few at a time. Each that joins is told of everybody, and
 * everybody is told of it: hundreds at once would keep the thread from answering pings for seconds, and
 * the others would accuse them all.
 */
import type { Driver } from './driver.ts'

const JOINING_MAX = 8
/** So long the next ones wait at most, for seeds that may not be up yet. */
const WAIT_MS_MAX = 250

export class Entrance {
  readonly #driver: Pick<Driver, 'alarm' | 'clock' | 'defer'>
  readonly #count: number
  readonly #enter: (index: number) => void
  readonly #alarm: ReturnType<Driver['alarm']>
  #next = 0

  /** `enter` is called for each of `count` agents once, in order. */
  constructor(
    driver: Pick<Driver, 'alarm' | 'clock' | 'defer'>,
    count: number,
    enter: (index: number) => void,
  ) {
    this.#driver = driver
    this.#count = count
    this.#enter = enter
    this.#alarm = driver.alarm(() => this.open())
  }

  /** The first ones, and from then on others whenever one has joined or time has passed. */
  open(): void {
    this.#letIn(JOINING_MAX)
    const isDone = this.#next === this.#count
    this.#alarm.set(isDone ? Number.POSITIVE_INFINITY : this.#driver.clock.nowMs() + WAIT_MS_MAX)
  }

  /** One has joined. */
  joined(): void {
    if (this.#next < this.#count) this.#driver.defer(() => this.#letIn(1))
  }

  close(): void {
    this.#next = this.#count
    this.#alarm.set(Number.POSITIVE_INFINITY)
  }

  #letIn(wanted: number): void {
    const end = Math.min(this.#count, this.#next + wanted)
    while (this.#next < end) this.#enter(this.#next++)
  }
}
