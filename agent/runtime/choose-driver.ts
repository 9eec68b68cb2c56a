/** Which driver a protocol thread runs on: the fast path where it works, else the portable one. */

import { openLinuxThread } from '../transport/linux/linux-thread.ts'
import { openLinuxTransport } from '../transport/linux/linux-transport.ts'
import { ORDINARY, type Priority } from '../transport/linux/thread-priority.ts'
import type { Clock } from './clock.ts'
import { type Driver, nodeDriver } from './driver.ts'

/** `auto` takes `ffi` where it works and else `dgram`. */
export const TRANSPORTS = ['auto', 'ffi', 'dgram'] as const
export type TransportChoice = (typeof TRANSPORTS)[number]

export type ChosenDriver =
  | {
      readonly ok: true
      readonly driver: Driver
      readonly transport: 'ffi' | 'dgram'
      /** Why `auto` came to `dgram`. */
      readonly fallback?: string
    }
  | { readonly ok: false; readonly reason: string; readonly isRefused?: boolean }

export async function chooseDriver(
  choice: TransportChoice,
  clock: Clock,
  datagramBytesMax: number,
  priority: Priority = ORDINARY,
): Promise<ChosenDriver> {
  const portable = () => nodeDriver(clock, datagramBytesMax)
  if (choice === 'dgram') return { ok: true, driver: portable(), transport: 'dgram' }
  const opened = await openLinuxThread(datagramBytesMax, priority)
  if (!opened.ok) {
    if (choice === 'ffi' || priority.isRealtime) return opened
    return { ok: true, driver: portable(), transport: 'dgram', fallback: opened.reason }
  }
  const { thread } = opened
  const { loop } = thread
  const driver: Driver = {
    clock: { nowMs: thread.nowMs },
    open: (host, port) => openLinuxTransport(thread, host, port),
    alarm: (ring) => loop.alarm(ring),
    defer: (act) => loop.defer(act),
    start: () => loop.start(),
  }
  return { ok: true, driver, transport: 'ffi' }
}
