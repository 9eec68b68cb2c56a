/**
 * The fast path: UDP through libc on the thread's own loop, with the kernel's receive stamps. Streams
 * stay with libuv, which the loop lets run for them.
 */
import type { Address } from '../../protocol/message.ts'
import { listen } from '../listen.ts'
import type { StreamExchange } from '../stream-exchange.ts'
import type { Receiver, Reply, Transport } from '../transport.ts'
import type { LinuxThread } from './linux-thread.ts'
import type { Departure } from './native-loop.ts'
import { DATAGRAMS_MAX } from './receive-batch.ts'
import { IPV4_ADDRESS_BYTES } from './socket-address.ts'
import { bindUdp, type UdpSocket } from './udp-socket.ts'

/** So many full batches are read before alarms get their turn: an ack in the socket is no time-out. */
const BATCHES_MAX = 8
/** The clocks' distance is known to a microsecond or so; a stamp that is further off is not believed. */
const STAMP_ERROR_MS_MAX = 0.05

/** Listens; rejects with a `BindError` that says what to do. */
export async function openLinuxTransport(
  thread: LinuxThread,
  host: string,
  port: number,
): Promise<Transport> {
  const { datagrams, streams } = await listen(host, port, () => bindUdp(host, port, thread))
  thread.rehearsal.prepare(host, (fd, readable) => thread.loop.attend(fd, readable))
  return new LinuxTransport(thread, host, datagrams, streams)
}

class LinuxTransport implements Transport {
  readonly name = 'ffi'
  readonly host: string
  readonly port: number
  readonly #thread: LinuxThread
  readonly #socket: UdpSocket
  readonly #streams: StreamExchange
  readonly #failed = (code: string): void => this.#receiver?.sendFailed(code)
  #receiver: Receiver | undefined
  /** Datagrams of the batch at hand that are still to be delivered. */
  #waiting = 0
  #closed = false
  /** Its own of the datagrams that wait in the thread's batch. */
  #unsent = 0
  /** When what was sent last left, until the receiver is told; NaN then. */
  #departedMs = Number.NaN
  readonly #departure: Departure = {
    depart: () => this.#depart(),
    departed: () => this.#tellDeparted(),
  }

  constructor(thread: LinuxThread, host: string, socket: UdpSocket, streams: StreamExchange) {
    this.#thread = thread
    this.#socket = socket
    this.#streams = streams
    this.host = host
    this.port = socket.port
  }

  start(receiver: Receiver): void {
    this.#receiver = receiver
    this.#thread.loop.watch(this.#socket.fd, (awakeMs) => this.#read(receiver, awakeMs))
    this.#streams.start(receiver)
  }

  buffer(): Uint8Array {
    const { sending, loop } = this.#thread
    loop.makeWay(this.#departure)
    if (sending.isFull) this.#sendAll()
    return sending.buffer()
  }

  send(sizeBytes: number, to: Address): void {
    if (this.#closed) return
    const address = this.#thread.socketAddresses.of(to)
    if (address === undefined) this.#failed('ERR_ADDRESS')
    else this.#add(sizeBytes, address.memory.address, address.sizeBytes)
  }

  flush(): boolean {
    if (this.#waiting > 0) return false
    if (this.#unsent === 0) return true
    if (this.#thread.loop.leaveTo(this.#departure)) return false
    this.#sendAll()
    return true
  }

  exchange(to: Address, body: Uint8Array): void {
    this.#thread.loop.letLibuvRun()
    this.#streams.exchange(to, body)
  }

  reply(stream: number, body: Uint8Array): void {
    this.#thread.loop.letLibuvRun()
    this.#streams.reply(stream, body)
  }

  refuse(stream: number): void {
    this.#thread.loop.letLibuvRun()
    this.#streams.refuse(stream)
  }

  async close(): Promise<void> {
    if (!this.#closed) {
      this.#waiting = 0
      this.#sendAll()
      this.#closed = true
      if (this.#receiver !== undefined) this.#thread.loop.unwatch(this.#socket.fd)
      this.#socket.close()
    }
    await this.#streams.close()
  }

  #add(sizeBytes: number, name: number, nameBytes: number): void {
    this.#thread.sending.add(sizeBytes, name, nameBytes)
    this.#unsent++
  }

  #sendAll(): void {
    this.#depart()
    this.#tellDeparted()
  }

  #depart(): void {
    const { sending, nowMs } = this.#thread
    if (this.#unsent === 0) return
    this.#unsent = 0
    this.#departedMs = nowMs()
    sending.send(this.#socket.fd, this.#failed)
  }

  #tellDeparted(): void {
    const atMs = this.#departedMs
    if (Number.isNaN(atMs)) return
    this.#departedMs = Number.NaN
    this.#receiver?.sent(atMs)
  }

  #read(receiver: Receiver, awakeMs: number): void {
    const { receiving, nowMs } = this.#thread
    for (let batch = 0; batch < BATCHES_MAX && !this.#closed; batch++) {
      const count = receiving.receive(this.#socket.fd)
      const atMs = nowMs()
      this.#tellDeparted()
      for (let slot = 0; slot < count && !this.#closed; slot++) {
        this.#waiting = count - slot - 1
        this.#deliver(receiver, slot, awakeMs, atMs)
      }
      this.#waiting = 0
      this.flush()
      receiving.release(count)
      if (count < DATAGRAMS_MAX) return
    }
  }

  #deliver(receiver: Receiver, slot: number, awakeMs: number, atMs: number): void {
    const { receiving, socketAddresses, kernelTime } = this.#thread
    const bytes = receiving.datagram(slot)
    const reply = this.#glance(receiver, bytes, slot)
    const from = socketAddresses.read(receiving.names, receiving.nameOffset(slot))
    const stamp = receiving.stampOffset(slot)
    let kernelMs = stamp < 0 ? Number.NaN : kernelTime.monotonicMs(receiving.stamps, stamp)
    if (kernelMs > atMs) kernelMs = kernelMs - atMs < STAMP_ERROR_MS_MAX ? atMs : Number.NaN
    // What came while the batch was being read found the thread awake.
    const seenMs = kernelMs > awakeMs ? kernelMs : awakeMs
    receiver.datagram(bytes, from, atMs, kernelMs, seenMs, reply)
  }

  /** Answers what needs no thought before anything else is done, to the very address that it came from. */
  #glance(receiver: Receiver, bytes: Uint8Array, slot: number): Reply {
    const { receiving } = this.#thread
    if (receiver.glance === undefined || !receiving.isIpv4(slot)) return 'none'
    const sizeBytes = receiver.glance(bytes, this.buffer())
    if (sizeBytes === 0) return 'none'
    const name = receiving.names.address + receiving.nameOffset(slot)
    this.#add(sizeBytes, name, IPV4_ADDRESS_BYTES)
    return this.flush() ? 'sent' : 'held'
  }
}
