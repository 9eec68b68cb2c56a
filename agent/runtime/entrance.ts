/**
 * Lets the agents of a thread into the cluster a few at a time. Each that joins is told of everybody, and
 * everybody is told of it: hundreds at once would keep the thread from answering pings for seconds, and
 * the others would accuse them all. A busy cluster answers late, and so is asked less.
 */
import type { Driver } from './driver.ts'

const JOINING_MAX = 8
/** So long the next ones wait at most while nobody has joined: the seeds may not be up yet. */
const WAIT_MS_MAX = 250

export class Entrance {
  readonly #driver: Pick<Driver, 'alarm' | 'clock' | 'defer'>
  readonly #count: number
  readonly #enter: (index: number) => void
  readonly #alarm: ReturnType<Driver['alarm']>
  /** Who has been let in and has neither joined nor given up. */
  readonly #joining = new Set<number>()
  #next = 0
  #hasJoined = false

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

  /** The first ones, and from then on others whenever one has joined or, while nobody has, time has passed. */
  open(): void {
    this.#letIn(this.#joining.size + JOINING_MAX)
    const isWaiting = this.#next < this.#count && !this.#hasJoined
    this.#alarm.set(isWaiting ? this.#driver.clock.nowMs() + WAIT_MS_MAX : Number.POSITIVE_INFINITY)
  }

  joined(index: number): void {
    if (!this.#hasJoined) this.#alarm.set(Number.POSITIVE_INFINITY)
    this.#hasJoined = true
    this.stopped(index)
  }

  /** One will not join any more. */
  stopped(index: number): void {
    if (!this.#joining.delete(index) || this.#next === this.#count) return
    this.#driver.defer(() => this.#letIn(JOINING_MAX))
  }

  close(): void {
    this.#next = this.#count
    this.#alarm.set(Number.POSITIVE_INFINITY)
  }

  /** Until so many are joining. */
  #letIn(joiningMax: number): void {
    while (this.#next < this.#count && this.#joining.size < joiningMax) {
      const index = this.#next++
      this.#joining.add(index)
      this.#enter(index)
    }
  }
}
