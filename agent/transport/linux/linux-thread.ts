/**
 * What all sockets of one thread share on the fast path: libc, the loop, and room for the datagrams that
 * come and go. Opened once; where anything it needs is missing, the reason comes back instead.
 */
import { KernelTime } from './kernel-time.ts'
import { type Libc, loadLibc } from './libc.ts'
import { libcClock } from './libc-clock.ts'
import { findLibuvEpoll } from './libuv-epoll.ts'
import { Memory } from './memory.ts'
import { NativeLoop } from './native-loop.ts'
import { ReceiveBatch } from './receive-batch.ts'
import { Rehearsal } from './rehearsal.ts'
import { SendBatch } from './send-batch.ts'
import { SocketAddresses } from './socket-address.ts'
import { askForPriority, type Priority } from './thread-priority.ts'

export type LinuxThread = {
  readonly libc: Libc
  readonly addressOf: (bytes: Uint8Array) => number
  readonly nowMs: () => number
  readonly loop: NativeLoop
  readonly receiving: ReceiveBatch
  readonly sending: SendBatch
  readonly socketAddresses: SocketAddresses
  readonly kernelTime: KernelTime
  readonly rehearsal: Rehearsal
}

export type OpenedThread =
  | { readonly ok: true; readonly thread: LinuxThread }
  | {
      readonly ok: false
      readonly reason: string
      /** All would work, but not with the priority that is wanted. */
      readonly isRefused?: boolean
    }

export async function openLinuxThread(
  datagramBytesMax: number,
  priority: Priority,
): Promise<OpenedThread> {
  const loaded = loadLibc()
  if (!loaded.ok) return loaded
  const { libc, addressOf } = loaded
  try {
    const scratch = new Memory(16, addressOf)
    const nowMs = libcClock(libc, addressOf)
    const libuvEpoll = await findLibuvEpoll(libc, scratch)
    if (libuvEpoll === undefined) {
      return { ok: false, reason: '/proc does not show what libuv waits on' }
    }
    const kernelTime = new KernelTime(libc, scratch, nowMs)
    kernelTime.refresh()
    const receiving = new ReceiveBatch(libc, addressOf)
    const sending = new SendBatch(libc, addressOf, datagramBytesMax)
    const socketAddresses = new SocketAddresses(addressOf)
    const rehearsal = new Rehearsal({ libc, addressOf, socketAddresses, receiving, sending })
    const loop = new NativeLoop(
      { libc, addressOf, nowMs, libuvEpoll },
      { beforeWait: () => kernelTime.refresh(), rehearse: () => rehearsal.run() },
    )
    const refusal = askForPriority(libc, addressOf, priority)
    if (refusal !== undefined) return { ok: false, reason: refusal, isRefused: true }
    return {
      ok: true,
      thread: {
        libc,
        addressOf,
        nowMs,
        loop,
        receiving,
        sending,
        socketAddresses,
        kernelTime,
        rehearsal,
      },
    }
  } catch (error) {
    return { ok: false, reason: (error as Error).message }
  }
}
