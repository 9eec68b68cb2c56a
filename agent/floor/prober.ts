/**
 * The asking end of the floor: one round trip at a time, each after a gap in which the thread sleeps,
 * as an agent's does between its probes. A few thousand quick ones come first, so that both ends run
 * optimised code; they do not count.
 */
import { nanoseconds } from '../runtime/clock.ts'
import type { SocketAddress } from '../transport/linux/socket-address.ts'
import {
  FLOOR_DATAGRAM_BYTES,
  type FloorSocket,
  type Opened,
  openFloorSocket,
} from './floor-socket.ts'

export type FloorProbes = {
  /** From right before the send call to right after the receive call, in nanoseconds. */
  readonly rttNs: readonly number[]
  /** Round trips whose answer never came. */
  readonly lost: number
}

const WARM_UP_ROUNDS = 3000
/** A fraction, as later ones are: V8 would throw code away that was only optimised for whole numbers. */
const WARM_UP_GAP_MS = 0.01
const PATIENCE_MS = 1000

/**
 * Makes `count` round trips with the echo on `port`; blocks for as long as that takes. Throws when there
 * is no echo.
 */
export function probeFloor(
  port: number,
  gapMs: number,
  count: number,
  isRealtime = false,
): Opened<FloorProbes> {
  const opened = openFloorSocket(isRealtime)
  if (!opened.ok) return opened
  const socket = opened.value
  try {
    const rttMs = probe(new Prober(socket, port), gapMs, count)
    return { ok: true, value: { rttNs: rttMs.map(nanoseconds), lost: count - rttMs.length } }
  } finally {
    socket.close()
  }
}

/** Of the round trips that were answered. */
function probe(prober: Prober, gapMs: number, count: number): number[] {
  for (let round = 0; round < WARM_UP_ROUNDS; round++) {
    prober.pause(WARM_UP_GAP_MS)
    if (Number.isNaN(prober.roundTripMs())) throw new Error('no answer from the echo')
  }
  const rttMs = new Float64Array(count)
  for (let round = 0; round < count; round++) {
    prober.pause(gapMs)
    rttMs[round] = prober.roundTripMs()
  }
  return [...rttMs].filter((value) => !Number.isNaN(value))
}

class Prober {
  readonly #socket: FloorSocket
  readonly #to: SocketAddress
  readonly #nowMs: () => number
  readonly #ping = new Uint8Array(FLOOR_DATAGRAM_BYTES)
  readonly #number = new DataView(this.#ping.buffer)
  #rounds = 0

  constructor(socket: FloorSocket, port: number) {
    this.#socket = socket
    this.#to = socket.address(port)
    this.#nowMs = socket.nowMs
  }

  pause(gapMs: number): void {
    const untilMs = this.#nowMs() + gapMs
    while (this.#nowMs() < untilMs) {
      this.#socket.waitUntil(untilMs)
      // An answer that nobody waits for any more.
      if (this.#socket.wait()) this.#take()
    }
  }

  /** NaN when no answer came in time. */
  roundTripMs(): number {
    this.#number.setUint32(5, ++this.#rounds)
    this.#socket.waitUntil(this.#nowMs() + PATIENCE_MS)
    const sentMs = this.#nowMs()
    this.#socket.send(this.#ping, this.#to)
    while (this.#socket.wait()) {
      const receivedMs = this.#take()
      if (!Number.isNaN(receivedMs)) return receivedMs - sentMs
      // The timer that was to end the wait may have rung together with a stray answer.
      this.#socket.waitUntil(sentMs + PATIENCE_MS)
    }
    return Number.NaN
  }

  /** Receives what there is; when, if the answer to the last ping was among it, else NaN. */
  #take(): number {
    const count = this.#socket.receive()
    const nowMs = this.#nowMs()
    let receivedMs = Number.NaN
    for (let slot = 0; slot < count; slot++) {
      if (this.#isAnswer(this.#socket.datagram(slot))) receivedMs = nowMs
    }
    this.#socket.release(count)
    return receivedMs
  }

  #isAnswer(bytes: Uint8Array): boolean {
    if (bytes.length !== FLOOR_DATAGRAM_BYTES) return false
    for (let at = 0; at < FLOOR_DATAGRAM_BYTES; at++) {
      if (bytes[at] !== this.#ping[at]) return false
    }
    return true
  }
}
