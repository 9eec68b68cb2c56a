/**
 * The portable transport: node:dgram and node:net on one port. With port 0 it finds a number that is
 * free for both.
 */
import { AddressBook } from './address-book.ts'
import { codeOf, DatagramSocket } from './datagram-socket.ts'
import { StreamExchange } from './stream-exchange.ts'
import { BindError, type Transport, type TransportOptions } from './transport.ts'

/** A free datagram port may be taken for streams; so many times another is tried. */
const PORT_ATTEMPTS = 16

/** Listens; rejects with a `BindError` that says what to do. */
export async function openNodeTransport(options: TransportOptions): Promise<Transport> {
  const addresses = new AddressBook()
  const attempts = options.port === 0 ? PORT_ATTEMPTS : 1
  for (let attempt = 1; ; attempt++) {
    const datagrams = await bound('UDP', options.host, options.port, () =>
      DatagramSocket.bind(options.host, options.port, {
        addresses,
        datagramBytesMax: options.datagramBytesMax,
        nowMs: options.nowMs,
      }),
    )
    const { port } = datagrams
    try {
      const streams = await bound('TCP', options.host, port, () =>
        StreamExchange.listen(options.host, port, { addresses }),
      )
      return assemble(options.host, port, datagrams, streams)
    } catch (error) {
      await datagrams.close()
      const another = error instanceof BindError && error.code === 'port-taken'
      if (!another || attempt === attempts) throw error
    }
  }
}

function assemble(
  host: string,
  port: number,
  datagrams: DatagramSocket,
  streams: StreamExchange,
): Transport {
  return {
    name: 'dgram',
    host,
    port,
    start: (receiver) => {
      datagrams.start(receiver)
      streams.start(receiver)
    },
    buffer: () => datagrams.buffer(),
    send: (sizeBytes, to) => datagrams.send(sizeBytes, to),
    exchange: (to, body) => streams.exchange(to, body),
    reply: (stream, body) => streams.reply(stream, body),
    refuse: (stream) => streams.refuse(stream),
    close: async () => {
      await Promise.all([datagrams.close(), streams.close()])
    },
  }
}

async function bound<T>(
  protocol: 'UDP' | 'TCP',
  host: string,
  port: number,
  bind: () => Promise<T>,
): Promise<T> {
  try {
    return await bind()
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EADDRINUSE') {
      const advice = 'stop the program that holds it, or bind to another port (0 takes a free one)'
      throw new BindError(
        'port-taken',
        `${protocol} port ${port} on ${host} is taken: ${advice}`,
        error,
      )
    }
    const advice =
      code === 'EACCES' ? 'ports below 1024 need privileges' : 'is it an address of this machine?'
    throw new BindError(
      'cannot-bind',
      `cannot bind ${protocol} ${host} port ${port} (${code}): ${advice}`,
      error,
    )
  }
}
