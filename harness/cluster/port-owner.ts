/**
 * Who holds a port, as far as /proc tells. Processes of other users show only to root, so an owner
 * that is not found is no proof that there is none.
 */
import { readdir, readFile, readlink } from 'node:fs/promises'

export type PortOwner = {
  readonly pid: number
  readonly command: string
  readonly protocol: 'udp' | 'tcp'
}

const TABLES = [
  ['udp', '/proc/net/udp'],
  ['udp', '/proc/net/udp6'],
  ['tcp', '/proc/net/tcp'],
  ['tcp', '/proc/net/tcp6'],
] as const

/** Undefined when nobody holds the port, or nobody that we may see. */
export async function portOwner(port: number): Promise<PortOwner | undefined> {
  const sockets = new Map<string, 'udp' | 'tcp'>()
  for (const [protocol, path] of TABLES) {
    const table = await readFile(path, 'utf8').catch(() => '')
    for (const inode of socketsOfPort(table, port)) sockets.set(`socket:[${inode}]`, protocol)
  }
  if (sockets.size === 0) return undefined
  const names = await readdir('/proc').catch(() => [])
  for (const name of names) {
    if (!/^\d+$/.test(name)) continue
    const protocol = await protocolHeld(Number(name), sockets)
    if (protocol !== undefined) {
      return { pid: Number(name), command: await commandOf(Number(name)), protocol }
    }
  }
  return undefined
}

/** Inodes of the sockets bound to `port` in a table such as /proc/net/udp. */
export function socketsOfPort(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const inodes: string[] = []
  for (const line of table.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/)
    const inode = fields[9]
    // Closed connections that linger have inode 0 and belong to nobody.
    if (fields[1]?.endsWith(suffix) && inode !== undefined && inode !== '0') inodes.push(inode)
  }
  return inodes
}

async function protocolHeld(
  pid: number,
  sockets: ReadonlyMap<string, 'udp' | 'tcp'>,
): Promise<'udp' | 'tcp' | undefined> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => [])
  for (const descriptor of descriptors) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '')
    const protocol = sockets.get(target)
    if (protocol !== undefined) return protocol
  }
  return undefined
}

async function commandOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  const command = text.replaceAll('\0', ' ').trim()
  return command.length > 120 ? `${command.slice(0, 119)}…` : command
}
