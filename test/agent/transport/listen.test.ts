/** A port for datagrams and streams alike, or an error that says which of them is in the way. */
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, test } from 'node:test'
import { BindError } from '../../../agent/transport/transport.ts'
import { KINDS, type Kind } from '../../support/transport-sides.ts'

for (const kind of KINDS) {
  describe(`a port for ${kind.name}`, { skip: kind.skip }, () => {
    test('that is taken for datagrams is named in the error', async (t) => {
      const other = createSocket('udp4').bind(0, '127.0.0.1')
      t.after(() => other.close())
      await once(other, 'listening')
      await refusedAs(kind, 'port-taken', /UDP port \d+ .*taken/, other.address().port)
    })

    test('that is taken for streams is named in the error, and the datagram port is given back', async (t) => {
      const other = createServer().listen(0, '127.0.0.1')
      t.after(() => other.close())
      await once(other, 'listening')
      const { port } = other.address() as AddressInfo
      await refusedAs(kind, 'port-taken', /TCP port \d+ .*taken/, port)
      const again = createSocket('udp4').bind(port, '127.0.0.1')
      t.after(() => again.close())
      await once(again, 'listening')
    })

    test('on an address of another machine cannot be bound', async () => {
      await refusedAs(kind, 'cannot-bind', /192\.0\.2\.1.*address of this machine/, 0, '192.0.2.1')
    })

    test('is its own: nobody shares it', async (t) => {
      const transport = await kind.open('127.0.0.1', 0)
      t.after(() => transport.close())
      for (const host of ['127.0.0.1', '0.0.0.0']) {
        await refusedAs(kind, 'port-taken', /UDP port/, transport.port, host)
      }
    })

    test('of both families is two ports: IPv6 does not take that of IPv4', async (t) => {
      const wide = await kind.open('::', 0)
      t.after(() => wide.close())
      const other = await kind.open('0.0.0.0', wide.port)
      t.after(() => other.close())
      assert.equal(other.port, wide.port)
    })

    test('is free again after closing', async () => {
      const transport = await kind.open('127.0.0.1', 0)
      await transport.close()
      const again = await kind.open('127.0.0.1', transport.port)
      await again.close()
    })
  })
}

async function refusedAs(
  kind: Kind,
  code: string,
  message: RegExp,
  port: number,
  host = '127.0.0.1',
): Promise<void> {
  await assert.rejects(kind.open(host, port), (error) => {
    assert.ok(error instanceof BindError)
    assert.equal(error.code, code)
    assert.match(error.message, message)
    return true
  })
}
