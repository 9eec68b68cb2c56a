/** Both transports behind one door, so that the same tests hold them to the same behaviour. */
import type { TestContext } from 'node:test'
import { monotonicClock } from '../../agent/runtime/clock.ts'
import { openLinuxTransport } from '../../agent/transport/linux/linux-transport.ts'
import { openNodeTransport } from '../../agent/transport/node-transport.ts'
import type { Transport } from '../../agent/transport/transport.ts'
import { FAST_PATH_MISSING, linuxThread } from './linux-thread.ts'
import { RecordingReceiver } from './recording-receiver.ts'

export type Kind = {
  readonly name: 'dgram' | 'ffi'
  /** Why it cannot be tested here; false when it can, or must. */
  readonly skip: string | false
  open(host: string, port: number): Promise<Transport>
  /** Lets promises and timers of the test run. */
  readonly letTestRun: () => void
}

export type Side = {
  readonly transport: Transport
  readonly told: RecordingReceiver
  readonly address: string
}

export const { nowMs } = monotonicClock()

export const DGRAM: Kind = {
  name: 'dgram',
  skip: false,
  open: (host, port) => openNodeTransport({ host, port, datagramBytesMax: 1400, nowMs }),
  letTestRun: () => {},
}

export const FFI: Kind = {
  name: 'ffi',
  skip: FAST_PATH_MISSING,
  open: (host, port) => openLinuxTransport(linuxThread(), host, port),
  letTestRun: () => linuxThread().loop.letLibuvRun(),
}

export const KINDS: readonly Kind[] = [DGRAM, FFI]

/** A transport that listens on a free port and keeps what it is told, until the end of the test. */
export async function side(t: TestContext, kind: Kind, host = '127.0.0.1'): Promise<Side> {
  const told = new RecordingReceiver(kind.letTestRun)
  const transport = await kind.open(host, 0)
  t.after(() => transport.close())
  transport.start(told)
  if (kind === FFI) linuxThread().loop.start()
  const shown = host.includes(':') ? `[${host}]` : host
  return { transport, told, address: `${shown}:${transport.port}` }
}

/** Gives a datagram to the transport; it leaves by the next `flush` at the latest. */
export function give({ transport }: Side, text: string, to: string): void {
  const { buffer, byteOffset, byteLength } = transport.buffer()
  const sizeBytes = Buffer.from(buffer, byteOffset, byteLength).write(text, 'latin1')
  transport.send(sizeBytes, to)
}

export function send(from: Side, text: string, to: string): void {
  give(from, text, to)
  from.transport.flush()
}
