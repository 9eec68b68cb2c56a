/**
 * A UDP socket through node:dgram. Buffers come from a pool, because the kernel may take the bytes
 * later than `send` returns; names are never looked up, because addresses are numeric.
 */
import { createSocket, type Socket, type SocketOptions } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { Address } from '../protocol/message.ts'
import type { AddressBook } from './address-book.ts'
import type { Receiver } from './transport.ts'

type Lookup = NonNullable<SocketOptions['lookup']>
type DatagramOptions = {
  readonly addresses: AddressBook
  readonly datagramBytesMax: number
  readonly nowMs: () => number
}

export class DatagramSocket {
  readonly #socket: Socket
  readonly #addresses: AddressBook
  readonly #nowMs: () => number
  readonly #sizeBytes: number
  /** Buffers that nobody holds; the last one is the next to be filled. */
  readonly #free: Uint8Array[] = []
  #receiver: Pick<Receiver, 'sendFailed' | 'sent'> | undefined
  #closed = false

  /** Binds; rejects with the system's error. */
  static async bind(host: string, port: number, options: DatagramOptions): Promise<DatagramSocket> {
    const socket = createSocket({
      type: isIPv6(host) ? 'udp6' : 'udp4',
      ipv6Only: isIPv6(host),
      lookup: numericLookup as Lookup,
    })
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.bind({ address: host, port, exclusive: true }, () => {
        socket.off('error', reject)
        resolve()
      })
    })
    return new DatagramSocket(socket, options)
  }

  private constructor(socket: Socket, options: DatagramOptions) {
    this.#socket = socket
    this.#addresses = options.addresses
    this.#sizeBytes = options.datagramBytesMax
    this.#nowMs = options.nowMs
  }

  start(receiver: Pick<Receiver, 'datagram' | 'sendFailed' | 'sent'>): void {
    this.#receiver = receiver
    this.#socket.on('message', (bytes, remote) => {
      const atMs = this.#nowMs()
      const from = this.#addresses.address(remote.address, remote.port)
      receiver.datagram(bytes, from, atMs, Number.NaN, Number.NaN, 'none')
    })
    this.#socket.on('error', (error) => receiver.sendFailed(codeOf(error)))
  }

  get port(): number {
    return this.#socket.address().port
  }

  buffer(): Uint8Array {
    const last = this.#free.at(-1)
    if (last !== undefined) return last
    const buffer = new Uint8Array(this.#sizeBytes)
    this.#free.push(buffer)
    return buffer
  }

  send(sizeBytes: number, to: Address): void {
    const endpoint = this.#addresses.endpoint(to)
    const buffer = this.#free.pop()
    if (this.#closed || buffer === undefined) return
    if (endpoint === undefined) {
      this.#free.push(buffer)
      this.#receiver?.sendFailed('ERR_ADDRESS')
      return
    }
    const sent = (error: Error | null): void => {
      this.#free.push(buffer)
      if (error !== null) this.#receiver?.sendFailed(codeOf(error))
    }
    const atMs = this.#nowMs()
    try {
      this.#socket.send(buffer, 0, sizeBytes, endpoint.port, endpoint.host, sent)
    } catch (error) {
      // dgram throws for what it can see at once, such as port 0.
      sent(error as Error)
    }
    this.#receiver?.sent(atMs)
  }

  close(): Promise<void> {
    if (this.#closed) return Promise.resolve()
    this.#closed = true
    return new Promise((resolve) => this.#socket.close(resolve))
  }
}

/** Answers at once: dgram would ask the resolver for every datagram, even about numeric hosts. */
function numericLookup(
  host: string,
  _options: unknown,
  callback: (error: null, address: string, family: number) => void,
): void {
  callback(null, host, isIPv6(host) ? 6 : 4)
}

export function codeOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  return typeof code === 'string' ? code : 'UNKNOWN'
}
