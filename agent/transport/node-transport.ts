/** The portable transport: node:dgram and node:net on one port. */
import { DatagramSocket } from './datagram-socket.ts'
import { listen } from './listen.ts'
import type { Transport, TransportOptions } from './transport.ts'

/** Listens; rejects with a `BindError` that says what to do. */
export async function openNodeTransport(options: TransportOptions): Promise<Transport> {
  const { host, port, datagramBytesMax, nowMs } = options
  const { datagrams, streams } = await listen(host, port, (addresses) =>
    DatagramSocket.bind(host, port, { addresses, datagramBytesMax, nowMs }),
  )
  return {
    name: 'dgram',
    host,
    port: datagrams.port,
    start: (receiver) => {
      datagrams.start(receiver)
      streams.start(receiver)
    },
    buffer: () => datagrams.buffer(),
    send: (sizeBytes, to) => datagrams.send(sizeBytes, to),
    // Nothing is ever held back.
    flush: () => true,
    exchange: (to, body) => streams.exchange(to, body),
    reply: (stream, body) => streams.reply(stream, body),
    refuse: (stream) => streams.refuse(stream),
    close: async () => {
      await Promise.all([datagrams.close(), streams.close()])
    },
  }
}
