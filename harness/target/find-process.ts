/**
 * From an address to the one process that is bound to it. Of sockets on one port, one on the very
 * address comes before one that listens everywhere, as it does for datagrams. Only this network
 * namespace is looked at: a process in a container with one of its own is found by its pid.
 */
import { printable } from '../../analysis/index.ts'
import { boundSockets, type Holder, heldBy, holdersOf } from '../cluster/port-owner.ts'
import { addressOf, type BoundSocket, isWildcard } from '../cluster/socket-table.ts'
import { UserError } from '../errors.ts'
import { isOpenToUs, type ProcessInfo, readProcess } from './process-info.ts'
import type { TargetAddress } from './target-address.ts'

export type FoundProcess = ProcessInfo & { readonly address: string | undefined }

const SHOWN_MAX = 5

/** The owner of `wanted`; undefined when nothing is bound there. */
export async function findByAddress(wanted: TargetAddress): Promise<FoundProcess | undefined> {
  const sockets = socketsAt(await boundSockets(), wanted)
  if (sockets.length === 0) return undefined
  const holders = await holdersOf(sockets)
  const seen = new Set(holders.flatMap((holder) => holder.sockets.map(({ inode }) => inode)))
  const hidden = sockets.find(({ inode }) => !seen.has(inode))
  const [holder] = holders
  if (holder === undefined || hidden !== undefined) {
    // What was bound a moment ago and is not any more belongs to a process that ended meanwhile.
    const remaining = hidden && socketsAt(await boundSockets(), wanted).find(isSame(hidden))
    if (remaining !== undefined) throw notOurs(remaining)
    if (holder === undefined) return undefined
  }
  if (holders.length > 1) throw severalOwners(wanted, holders)
  const info = readProcess(holder.pid)
  if (info === undefined) return undefined
  requireOpen(info)
  return { ...info, address: addressAmong(holder.sockets) }
}

/** The process `pid`, which has to hold `wanted` where that is given. */
export async function findByPid(
  pid: number,
  wanted: TargetAddress | undefined,
): Promise<FoundProcess> {
  const info = readProcess(pid)
  if (info === undefined || info.isZombie) {
    throw new UserError(
      info === undefined ? `there is no process ${pid}` : `process ${pid} has ended already`,
      { suggestion: 'ps -e lists those there are; an address such as :9000 finds the owner.' },
    )
  }
  requireOpen(info)
  const held = (await heldBy(info.pid, await boundSockets())).filter((one) => one.isListening)
  if (wanted === undefined) return { ...info, address: addressAmong(held) }
  const there = socketsAt(held, wanted)
  if (there.length > 0) return { ...info, address: addressAmong(there) }
  const bound = [...new Set(held.map(addressOf))].slice(0, SHOWN_MAX).join(', ')
  throw new UserError(`process ${pid} is not bound to ${describe(wanted)}`, {
    suggestion:
      bound === ''
        ? 'Leave the address out.'
        : `It is bound to ${bound}; or leave the address out.`,
    exitCode: 2,
  })
}

/** Sockets that a datagram or a connection to `wanted` could reach. */
function socketsAt(sockets: readonly BoundSocket[], wanted: TargetAddress): BoundSocket[] {
  const ofPort = sockets.filter(({ port, isListening }) => port === wanted.port && isListening)
  const { host } = wanted
  if (host === undefined) return ofPort
  const exact = ofPort.filter((socket) => socket.host === host)
  if (exact.length > 0) return exact
  // IPv6's wildcard takes IPv4 too, unless it was told not to, which the tables do not show.
  const anywhere = ofPort.filter((one) => one.host === (host.includes(':') ? '::' : '0.0.0.0'))
  return anywhere.length > 0 ? anywhere : ofPort.filter((one) => one.host === '::')
}

/** Where it is best reached: datagrams first, and by a real address. */
function addressAmong(sockets: readonly BoundSocket[]): string | undefined {
  const datagrams = sockets.filter(({ protocol }) => protocol === 'udp')
  const candidates = datagrams.length > 0 ? datagrams : sockets
  const addresses = new Set(
    candidates.map(({ host, port }) => {
      const reachable = isWildcard(host) ? (host === '::' ? '::1' : '127.0.0.1') : host
      return addressOf({ host: reachable, port })
    }),
  )
  const [only] = addresses
  return addresses.size === 1 ? only : undefined
}

function requireOpen({ pid, uid }: ProcessInfo): void {
  if (isOpenToUs(pid)) return
  // It may have ended between two looks.
  if (readProcess(pid) === undefined) throw endedMeanwhile(pid)
  throw new UserError(`no permission to look into process ${pid}, which belongs to user ${uid}`, {
    suggestion: 'Run this as that user or as root (sudo).',
  })
}

export function endedMeanwhile(pid: number): UserError {
  return new UserError(`process ${pid} ended meanwhile`, {
    suggestion: 'Start it again, and keep it running until the capture is over.',
  })
}

function notOurs(socket: BoundSocket): UserError {
  const what = `${addressOf(socket)} (${socket.protocol})`
  return new UserError(
    `${what} is bound by a process of user ${socket.uid} that this user may not see`,
    { suggestion: 'Run this as that user or as root (sudo).' },
  )
}

function severalOwners(wanted: TargetAddress, holders: readonly Holder[]): UserError {
  const shown = holders.slice(0, SHOWN_MAX).map(({ pid, command, sockets }) => {
    const bound = sockets.map((one) => `${one.protocol} ${addressOf(one)}`)
    return `pid ${pid} (${[...new Set(bound)].join(', ')}: ${printable(command)})`
  })
  const more = holders.length > SHOWN_MAX ? ` and ${holders.length - SHOWN_MAX} more` : ''
  return new UserError(
    `${describe(wanted)} is bound by ${holders.length} processes: ${shown.join('; ')}${more}`,
    { suggestion: `Say which: --pid ${holders.map(({ pid }) => pid)[0]}`, exitCode: 2 },
  )
}

function describe({ host, port }: TargetAddress): string {
  return host === undefined ? `port ${port}` : addressOf({ host, port })
}

function isSame({ inode }: BoundSocket): (other: BoundSocket) => boolean {
  return (other) => other.inode === inode
}
