/**
 * The kernel's tables of bound sockets, as in /proc/net/udp: which socket has which port, on which
 * address, and whose it is. A line that does not read as one is passed over.
 */
import { endianness } from 'node:os'
import { formatAddress } from '../../agent/index.ts'

export type BoundSocket = {
  readonly protocol: 'udp' | 'tcp'
  /** As the kernel shows it; IPv4 within IPv6 as IPv4. */
  readonly host: string
  readonly port: number
  /** What `/proc/<pid>/fd` shows for it. */
  readonly inode: string
  readonly uid: number
  /** TCP: waits for connections. Datagrams always do. */
  readonly isListening: boolean
  /** Where it is connected to. */
  readonly peer: string | undefined
}

const LISTENING = '0A'
const HEX_ADDRESS = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/
const WORD_HEX = 8
const MAPPED_IPV4 = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/

export function socketsIn(table: string, protocol: 'udp' | 'tcp'): BoundSocket[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', remote = '', state, , , , uid, , inode] = line.trim().split(/\s+/)
      const [, host = '', port = ''] = HEX_ADDRESS.exec(local) ?? []
      // Closed connections that linger have inode 0 and belong to nobody.
      if (host === '' || inode === undefined || inode === '0') return []
      const isListening = protocol === 'udp' || state === LISTENING
      const socket = { protocol, host: hostOf(host), port: Number.parseInt(port, 16) }
      return [{ ...socket, inode, uid: Number(uid), isListening, peer: peerOf(remote) }]
    })
}

/** As people write it: `127.0.0.1:9000`, `[::1]:9000`. */
export function addressOf({ host, port }: Pick<BoundSocket, 'host' | 'port'>): string {
  return formatAddress(host, port)
}

/** Listens on every address of its family. */
export function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

function peerOf(remote: string): string | undefined {
  const [, host = '', port = ''] = HEX_ADDRESS.exec(remote) ?? []
  const isConnected = Number.parseInt(port, 16) > 0
  return isConnected
    ? addressOf({ host: hostOf(host), port: Number.parseInt(port, 16) })
    : undefined
}

/** The kernel prints words of 32 bits in the order of its own machine. */
function hostOf(hex: string): string {
  const words = hex.match(new RegExp(`.{${WORD_HEX}}`, 'g')) ?? []
  const bytes = words.flatMap((word) => {
    const inOrder = [...Buffer.from(word, 'hex')]
    return endianness() === 'LE' ? inOrder.reverse() : inOrder
  })
  if (bytes.length === 4) return bytes.join('.')
  const groups = Array.from({ length: 8 }, (_, at) =>
    (((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0)).toString(16),
  )
  const canonical = formatAddress(groups.join(':'), 0).replace(/^\[(.*)\]:0$/, '$1')
  return canonical.replace(MAPPED_IPV4, (_, high: string, low: string) => ipv4Of(high, low))
}

function ipv4Of(high: string, low: string): string {
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
  return [a >> 8, a & 0xff, b >> 8, b & 0xff].join('.')
}
