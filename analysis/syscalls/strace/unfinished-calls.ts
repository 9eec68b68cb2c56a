/**
 * Calls that have begun and of which the capture has not told the end yet, one for each thread.
 * What is kept of them is bounded, whatever the capture says.
 */
import { type CallName, callName } from './call-name.ts'

const THREADS_MAX = 65_536
const ARGS_BYTES_MAX = 1024 * 1024
const KEPT_BYTES_MAX = 32 * 1024 * 1024
/** Room that is enough for most. */
const ROOM_BYTES = 256
/** More is not kept for the thread's next call. */
const ROOM_BYTES_KEPT = 4096

/** The beginning of a call. */
export type Beginning = {
  tid: number
  called: CallName
  startNs: number
  /** The first of its arguments. */
  bytes: Uint8Array
  from: number
  to: number
  isOpen: boolean
  /** Its arguments lie in the capture's own bytes, which go away. */
  isBorrowed: boolean
  /** Room of its own for arguments. */
  room: Uint8Array
}

export class UnfinishedCalls {
  readonly #threads = new Map<number, Beginning>()
  readonly #borrowers: Beginning[] = []
  #keptBytes = 0
  #abandoned = 0

  /** Calls of which no end is known by now. */
  get count(): number {
    let open = 0
    for (const { isOpen } of this.#threads.values()) if (isOpen) open++
    return this.#abandoned + open
  }

  /** Nothing is copied yet: `settle` has to be called before the bytes change. */
  begin(
    tid: number,
    called: CallName,
    startNs: number,
    bytes: Uint8Array,
    from: number,
    to: number,
  ): Beginning {
    const call = this.#threads.get(tid) ?? this.#add(tid)
    if (call.isOpen) this.#abandoned++
    if (call.room.length > ROOM_BYTES_KEPT) {
      this.#keptBytes -= call.room.length
      call.room = NOTHING
    }
    call.isOpen = true
    call.called = called
    call.startNs = startNs
    call.bytes = bytes
    call.from = from
    call.to = to
    if (!call.isBorrowed) {
      call.isBorrowed = true
      this.#borrowers.push(call)
    }
    return call
  }

  /** Copies what open calls still need of the capture's bytes. */
  settle(): void {
    for (const call of this.#borrowers) {
      if (call.isOpen) this.#own(call, 0)
      call.isBorrowed = false
    }
    this.#borrowers.length = 0
  }

  /** More of the arguments. */
  extend(call: Beginning, bytes: Uint8Array, from: number, to: number): void {
    if (!this.#own(call, to - from)) return
    call.room.set(bytes.subarray(from, to), call.to)
    call.to += to - from
  }

  /** The open call of the thread. */
  of(tid: number): Beginning | undefined {
    const call = this.#threads.get(tid)
    return call?.isOpen === true ? call : undefined
  }

  /** The open call of that name that began last, whosever it is. */
  named(called: CallName): Beginning | undefined {
    let found: Beginning | undefined
    for (const call of this.#threads.values()) {
      if (call.isOpen && call.called.text === called.text) found = call
    }
    return found
  }

  /** The call, if one is open, has no end, or none that will be told. */
  abandon(tid: number): void {
    const call = this.#threads.get(tid)
    if (call?.isOpen !== true) return
    call.isOpen = false
    this.#abandoned++
  }

  /** The thread is gone. */
  forget(tid: number): void {
    const call = this.#threads.get(tid)
    if (call === undefined) return
    if (call.isOpen) this.#abandoned++
    call.isOpen = false
    this.#keptBytes -= call.room.length
    this.#threads.delete(tid)
  }

  /** The thread has another's number from now on. */
  rename(from: number, to: number): void {
    const call = this.#threads.get(from)
    this.forget(to)
    if (call === undefined) return
    this.#threads.delete(from)
    call.tid = to
    this.#threads.set(to, call)
  }

  #add(tid: number): Beginning {
    if (this.#threads.size >= THREADS_MAX) {
      const [oldest = 0] = this.#threads.keys()
      this.forget(oldest)
    }
    const call: Beginning = {
      tid,
      called: NOBODY,
      startNs: Number.NaN,
      bytes: NOTHING,
      from: 0,
      to: 0,
      isOpen: false,
      isBorrowed: false,
      room: NOTHING,
    }
    this.#threads.set(tid, call)
    return call
  }

  /** Moves the arguments to the call's own room, and makes sure of more; false when there is none to be had. */
  #own(call: Beginning, moreBytes: number): boolean {
    const length = call.to - call.from
    if (!this.#makeRoom(call, length + moreBytes)) {
      if (call.bytes !== call.room) call.from = call.to
      return false
    }
    if (call.bytes !== call.room || call.from > 0) {
      call.room.set(call.bytes.subarray(call.from, call.to))
      call.bytes = call.room
      call.from = 0
      call.to = length
    }
    return true
  }

  #makeRoom(call: Beginning, length: number): boolean {
    const before = call.room.length
    if (length <= before) return true
    const size = Math.max(ROOM_BYTES, 2 * length)
    if (length > ARGS_BYTES_MAX || this.#keptBytes + size - before > KEPT_BYTES_MAX) return false
    const room = new Uint8Array(size)
    room.set(call.room)
    if (call.bytes === call.room) call.bytes = room
    this.#keptBytes += size - before
    call.room = room
    return true
  }
}

const NOBODY = callName('')
const NOTHING = new Uint8Array(0)
