/** Processes that hold sockets, for tests that look for the holders. Killed at the end of the test. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'

const SCRIPT = `
  const { protocol, host, port, reusePort } = JSON.parse(process.argv[1])
  const told = (bound) => console.log(bound.port)
  if (protocol === 'udp') {
    const socket = require('node:dgram').createSocket({ type: host.includes(':') ? 'udp6' : 'udp4', reusePort })
    socket.bind(port, host, () => told(socket.address()))
  } else {
    const server = require('node:net').createServer()
    server.listen({ host, port }, () => told(server.address()))
  }
`

export type Bound = {
  readonly protocol?: 'udp' | 'tcp'
  readonly host?: string
  readonly port?: number
  readonly reusePort?: boolean
}

export async function holdSocket(
  t: TestContext,
  bound: Bound = {},
): Promise<{ readonly pid: number; readonly port: number; readonly child: ChildProcess }> {
  const place = { protocol: 'udp', host: '127.0.0.1', port: 0, reusePort: false, ...bound }
  const child = spawn(process.execPath, ['-e', SCRIPT, JSON.stringify(place)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  t.after(() => child.kill('SIGKILL'))
  const exited = once(child, 'exit').then(() => undefined)
  const told = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), exited])
  if (told === undefined) throw new Error(`${JSON.stringify(place)} could not be bound`)
  const [port] = told
  return { pid: child.pid ?? 0, port: Number(port), child }
}
