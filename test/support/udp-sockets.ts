/** Which UDP sockets of this machine which descriptors of which processes are, by /proc. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** Local addresses of IPv4 sockets by `pid fd`. */
export function udpSockets(pids: readonly number[]): ReadonlyMap<string, string> {
  const addresses = new Map<string, string>()
  const [, ...lines] = readFileSync('/proc/net/udp', 'utf8').trimEnd().split('\n')
  for (const line of lines) {
    const [, local = '', , , , , , , , inode = ''] = line.trim().split(/\s+/)
    const [host = '', port = ''] = local.split(':')
    // In the order of this machine's bytes, which is little-endian wherever the tools run.
    const bytes = [...Buffer.from(host, 'hex')].reverse()
    addresses.set(`socket:[${inode}]`, `${bytes.join('.')}:${Number.parseInt(port, 16)}`)
  }
  const sockets = new Map<string, string>()
  for (const pid of pids) {
    for (const fd of readdirSync(`/proc/${pid}/fd`)) {
      const address = addresses.get(linkOf(`/proc/${pid}/fd/${fd}`))
      if (address !== undefined) sockets.set(`${pid} ${fd}`, address)
    }
  }
  return sockets
}

/** Empty for a descriptor that was closed since it was listed. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
