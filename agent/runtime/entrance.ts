/**
 * Lets the agents of a thread into the cluster a few at a time. Each that joins is told of everybody, and
 * everybody is told of it, several times: hundreds at once would keep all of them from answering pings for
 * seconds, and they would accuse each other. So one enters when another has joined, and the larger the
 * cluster, the longer it takes to get to know somebody.
 */
import { availableParallelism } from 'node:os'
import type { Driver } from './driver.ts'

const JOINING_MAX = 8
/** So long the next ones wait at most while nobody has joined: the seeds may not be up yet. */
const WAIT_MS_MAX = 250
/** CPU time that a newcomer costs per member, and half as much again: 54 µs were measured, of all processes on one host. */
const CPU_MS_PER_MEMBER = 0.08

type Parts = {
  readonly driver: Pick<Driver, 'alarm' | 'clock' | 'defer'>
  readonly count: number
  /** Called for each of `count` agents once, in order; false for one that is gone already. */
  readonly enter: (index: number) => boolean
  /** How many members an agent that has joined knows. */
  readonly membersOf: (index: number) => number
}

export class Entrance {
  readonly #parts: Parts
  readonly #alarm: ReturnType<Driver['alarm']>
  /** Who has been let in and has neither joined nor given up. */
  readonly #joining = new Set<number>()
  #next = 0
  #joined: number | undefined
  #members = 0
  /** Nobody enters before. */
  #openMs = Number.NEGATIVE_INFINITY

  constructor(parts: Parts) {
    this.#parts = parts
    this.#alarm = parts.driver.alarm(() => this.open())
  }

  /** The first ones, and from then on others when one has joined or, while nobody has, time has passed. */
  open(): void {
    const hasJoined = this.#joined !== undefined
    this.#letIn(hasJoined ? JOINING_MAX : this.#joining.size + JOINING_MAX)
    if (hasJoined) return
    const isWaiting = this.#next < this.#parts.count
    this.#alarm.set(isWaiting ? this.#nowMs() + WAIT_MS_MAX : Number.POSITIVE_INFINITY)
  }

  joined(index: number): void {
    this.#joined = index
    this.stopped(index)
  }

  /** One will not join any more. */
  stopped(index: number): void {
    if (!this.#joining.delete(index) || this.#next === this.#parts.count) return
    this.#parts.driver.defer(() => this.open())
  }

  close(): void {
    this.#next = this.#parts.count
    this.#alarm.set(Number.POSITIVE_INFINITY)
  }

  /** Until so many are joining, as time allows. */
  #letIn(joiningMax: number): void {
    const { count, enter } = this.#parts
    this.#alarm.set(Number.POSITIVE_INFINITY)
    while (this.#next < count && this.#joining.size < joiningMax) {
      const nowMs = this.#nowMs()
      if (nowMs < this.#openMs) {
        this.#alarm.set(this.#openMs)
        return
      }
      this.#openMs = nowMs + this.#gapMs()
      const index = this.#next++
      // Before it enters: a founder has joined when it returns.
      this.#joining.add(index)
      if (!enter(index)) this.#joining.delete(index)
    }
  }

  #gapMs(): number {
    if (this.#joined === undefined) return 0
    // Who has joined last may be gone: then as many as it knew.
    this.#members = this.#parts.membersOf(this.#joined) || this.#members
    return (this.#members * CPU_MS_PER_MEMBER) / availableParallelism()
  }

  #nowMs(): number {
    return this.#parts.driver.clock.nowMs()
  }
}
