/**
 * The probe cycles that are open on one thread, and what its calls cost each of them. A call that carries
 * a message of a cycle is that cycle's; one that carries nothing (a wait, a read that found
 * nothing) is shared by the cycles that are open on the thread just then; one that carries something else is nobody's.
 */

/** A cycle that has no ack by now gets no more calls; its ack is still waited for. */
const ATTRIBUTED_NS_MAX = 1e9
/** With more at once, the oldest gets no more calls. */
const OPEN_MAX = 16

/** What the calls of one name cost; calls may be parts of calls. */
export type CallShare = { readonly name: string; calls: number; workNs: number; waitNs: number }

/** What one call is to be counted with. */
export type CallCost = { readonly name: string; readonly workNs: number; readonly waitNs: number }

export type Cycle = {
  readonly peer: string
  readonly startNs: number
  /** One for each name. There are few: a map would cost more than all else. */
  readonly shares: CallShare[]
  readonly thread: OpenCycles
}

export class OpenCycles {
  #open: Cycle[] = []

  get size(): number {
    return this.#open.length
  }

  begin(peer: string, startNs: number): Cycle {
    this.expire(startNs)
    if (this.#open.length >= OPEN_MAX) this.#open.shift()
    const cycle: Cycle = { peer, startNs, shares: [], thread: this }
    this.#open.push(cycle)
    return cycle
  }

  end(cycle: Cycle): void {
    const index = this.#open.indexOf(cycle)
    if (index >= 0) this.#open.splice(index, 1)
  }

  /** Those that were begun too long before `nowNs` get no more calls. */
  expire(nowNs: number): void {
    const isOld = ({ startNs }: Cycle) => nowNs - startNs > ATTRIBUTED_NS_MAX
    if (this.#open[0] !== undefined && isOld(this.#open[0])) {
      this.#open = this.#open.filter((cycle) => !isOld(cycle))
    }
  }

  share(cost: CallCost, nowNs: number): void {
    this.expire(nowNs)
    for (const cycle of this.#open) credit(cycle, cost, 1 / this.#open.length)
  }
}

export function credit({ shares }: Cycle, cost: CallCost, part: number): void {
  for (const share of shares) {
    if (share.name !== cost.name) continue
    share.calls += part
    share.workNs += cost.workNs * part
    share.waitNs += cost.waitNs * part
    return
  }
  const { name, workNs, waitNs } = cost
  shares.push({ name, calls: part, workNs: workNs * part, waitNs: waitNs * part })
}
