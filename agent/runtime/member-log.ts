/**
 * Members' changes on their way to the telemetry thread, as plain numbers beside a list of addresses: a
 * thousand agents change their minds a million times while they join, and to copy an object between
 * threads costs more than everything else that is done with it.
 */
import type { MemberRow } from '../contract.ts'
import {
  MEMBER_REASONS,
  MEMBER_STATES,
  type MemberEvent,
  type MemberReason,
  type MemberState,
} from '../protocol/event.ts'
import type { Address } from '../protocol/message.ts'
import { AddressList } from './address-list.ts'
import { nanoseconds } from './clock.ts'

/** `COLUMNS` numbers a change: agent, time in milliseconds, member, state, incarnation, reason, accuser or −1. */
export type MemberChanges = {
  readonly addresses: readonly Address[]
  readonly numbers: Float64Array
}

export type MemberRows = { readonly peers: readonly Address[]; readonly rows: readonly MemberRow[] }

const COLUMNS = 7
const NOBODY = -1
const ROOM = 64

export class MemberLog {
  #addresses = new AddressList()
  #numbers = new Float64Array(ROOM * COLUMNS)
  #length = 0

  get isEmpty(): boolean {
    return this.#length === 0
  }

  add(agent: number, event: MemberEvent): void {
    const at = this.#length
    if (at === this.#numbers.length) {
      const wider = new Float64Array(2 * at)
      wider.set(this.#numbers)
      this.#numbers = wider
    }
    const numbers = this.#numbers
    numbers[at] = agent
    numbers[at + 1] = event.atMs
    numbers[at + 2] = this.#addresses.indexOf(event.member)
    numbers[at + 3] = MEMBER_STATES.indexOf(event.status)
    numbers[at + 4] = event.incarnation
    numbers[at + 5] = MEMBER_REASONS.indexOf(event.why)
    numbers[at + 6] = event.by === undefined ? NOBODY : this.#addresses.indexOf(event.by)
    this.#length = at + COLUMNS
  }

  /** What was added since the last call; undefined when nothing was. */
  take(): MemberChanges | undefined {
    if (this.#length === 0) return undefined
    const numbers = this.#numbers.slice(0, this.#length)
    const addresses = this.#addresses.all
    this.#addresses = new AddressList()
    this.#length = 0
    return { addresses, numbers }
  }
}

/** The changes of each agent, in the order in which they were added. */
export function memberRows({ addresses, numbers }: MemberChanges): Map<number, MemberRows> {
  const found = new Map<number, { peers: AddressList; rows: MemberRow[] }>()
  for (let at = 0; at < numbers.length; at += COLUMNS) {
    const agent = numbers[at] as number
    let own = found.get(agent)
    if (own === undefined) {
      own = { peers: new AddressList(), rows: [] }
      found.set(agent, own)
    }
    const indexOf = (column: number): number =>
      own.peers.indexOf(addresses[numbers[at + column] as number] as Address)
    const row = [
      nanoseconds(numbers[at + 1] as number),
      indexOf(2),
      MEMBER_STATES[numbers[at + 3] as number] as MemberState,
      numbers[at + 4] as number,
      MEMBER_REASONS[numbers[at + 5] as number] as MemberReason,
    ] as const
    own.rows.push(numbers[at + 6] === NOBODY ? row : [...row, indexOf(6)])
  }
  return new Map([...found].map(([agent, { peers, rows }]) => [agent, { peers: peers.all, rows }]))
}
