/**
 * What carries agents through real time: sockets, alarms, and a way to do something a little later.
 * The portable driver is libuv's loop; on Linux the protocol thread has one of its own.
 */
import { openNodeTransport } from '../transport/node-transport.ts'
import type { Transport } from '../transport/transport.ts'
import { Alarm } from './alarm.ts'
import type { Clock } from './clock.ts'

export interface Driver {
  /** CLOCK_MONOTONIC, read in the way that suits the driver's sockets. */
  readonly clock: Clock
  /** Binds; rejects with a `BindError`. Port 0 takes a free one. */
  open(host: string, port: number): Promise<Transport>
  /** An alarm that rings once when it is due, set to another time or, with Infinity, off. */
  alarm(ring: () => void): { set(dueMs: number): void }
  /** Runs `act` soon, after what is at hand. */
  defer(act: () => void): void
  /** Everything is open: from now on datagrams are waited for. */
  start(): void
}

export function nodeDriver(clock: Clock, datagramBytesMax: number): Driver {
  const { nowMs } = clock
  return {
    clock,
    open: (host, port) => openNodeTransport({ host, port, datagramBytesMax, nowMs }),
    alarm: (ring) => new Alarm(clock, ring),
    defer: (act) => void setImmediate(act),
    start: () => {},
  }
}
