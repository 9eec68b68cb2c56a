/**
 * Binds what a transport needs: datagrams and streams on one port. With port 0 it finds a number that
 * is free for both.
 */
import { AddressBook } from './address-book.ts'
import { codeOf } from './datagram-socket.ts'
import { StreamExchange } from './stream-exchange.ts'
import { BindError } from './transport.ts'

/** A free datagram port may be taken for streams; so many times another is tried. */
const PORT_ATTEMPTS = 16

type Datagrams = { readonly port: number; close(): void | Promise<void> }

/** Rejects with a `BindError` that says what to do. `bind` rejects with an error that has a `code`. */
export async function listen<Bound extends Datagrams>(
  host: string,
  port: number,
  bind: (addresses: AddressBook) => Bound | Promise<Bound>,
): Promise<{ readonly datagrams: Bound; readonly streams: StreamExchange }> {
  const addresses = new AddressBook()
  const attempts = port === 0 ? PORT_ATTEMPTS : 1
  for (let attempt = 1; ; attempt++) {
    const datagrams = await bound('UDP', host, port, async () => bind(addresses))
    try {
      const streams = await bound('TCP', host, datagrams.port, () =>
        StreamExchange.listen(host, datagrams.port, { addresses }),
      )
      return { datagrams, streams }
    } catch (error) {
      await datagrams.close()
      const another = error instanceof BindError && error.code === 'port-taken'
      if (!another || attempt === attempts) throw error
    }
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
