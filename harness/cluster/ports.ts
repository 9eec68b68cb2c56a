/**
 * Which ports a cluster takes. Every port is tried for UDP and TCP before an agent is started, so
 * that a taken one is one clear error and not a half-started cluster.
 */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { systemCode, UserError } from '../errors.ts'
import { portOwner } from './port-owner.ts'

const PORT_MAX = 65_535
/** Below the ports that kernels hand out by themselves, so that no passing connection sits on one. */
const FREE_PORT_FIRST = 10_000
const FREE_PORT_LAST = 32_000
const FREE_PORT_ATTEMPTS = 10_000

/** `count` ports from `basePort` on, all free; with 0, any free ones. */
export async function takePorts(host: string, basePort: number, count: number): Promise<number[]> {
  if (basePort === 0) return freePorts(host, count)
  const last = basePort + count - 1
  if (last > PORT_MAX) {
    throw new UserError(`ports ${basePort} to ${last} do not exist; the highest is ${PORT_MAX}`, {
      suggestion: `Use --base-port ${PORT_MAX + 1 - count} or lower, or --base-port 0 for free ones.`,
      exitCode: 2,
    })
  }
  const ports: number[] = []
  for (let port = basePort; port <= last; port++) {
    const problem = await bindProblem(host, port)
    if (problem !== undefined) throw await portError(host, port, problem)
    ports.push(port)
  }
  return ports
}

async function freePorts(host: string, count: number): Promise<number[]> {
  const ports = new Set<number>()
  const span = FREE_PORT_LAST - FREE_PORT_FIRST
  for (let attempt = 0; attempt < FREE_PORT_ATTEMPTS && ports.size < count; attempt++) {
    const port = FREE_PORT_FIRST + Math.floor(Math.random() * span)
    if (!ports.has(port) && (await bindProblem(host, port)) === undefined) ports.add(port)
  }
  if (ports.size < count) {
    throw new UserError(`no ${count} free ports on ${host}`, {
      suggestion: 'Start fewer agents, or name a range with --base-port.',
    })
  }
  return [...ports]
}

/** The error code that keeps `port` from being bound, or undefined when it is free. */
async function bindProblem(host: string, port: number): Promise<string | undefined> {
  const socket = createSocket('udp4')
  try {
    const bound = once(socket, 'listening')
    socket.bind({ address: host, port, exclusive: true })
    await bound
  } catch (error) {
    return systemCode(error) ?? 'unknown'
  } finally {
    socket.close()
  }
  const server = createServer()
  try {
    const listening = once(server, 'listening')
    server.listen({ host, port, exclusive: true })
    await listening
    return undefined
  } catch (error) {
    return systemCode(error) ?? 'unknown'
  } finally {
    if (server.listening) await new Promise((resolve) => server.close(resolve))
  }
}

async function portError(host: string, port: number, code: string): Promise<UserError> {
  if (code === 'EADDRINUSE') {
    const owner = await portOwner(port)
    const by =
      owner === undefined
        ? 'in use by a process that this user may not see'
        : `in use (${owner.protocol}) by pid ${owner.pid}: ${owner.command}`
    return new UserError(`port ${port} is ${by}`, {
      suggestion: 'Use --base-port 0 for free ports, or end that process.',
    })
  }
  const suggestion =
    code === 'EACCES'
      ? 'Ports below 1024 need privileges; use --base-port 0 or a higher one.'
      : `See that ${host} is an address of this machine.`
  return new UserError(`port ${port} on ${host} cannot be bound (${code})`, { suggestion })
}
