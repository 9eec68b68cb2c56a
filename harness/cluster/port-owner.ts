/**
 * Who holds a port, as far as /proc tells. Processes of other users show only to root, so an owner
 * that is not found is no proof that there is none.
 */
import { readdir, readFile, readlink } from 'node:fs/promises'
import { type BoundSocket, socketsIn } from './socket-table.ts'

export type PortOwner = {
  readonly pid: number
  readonly command: string
  readonly protocol: 'udp' | 'tcp'
}

/** A process, and those of the sockets asked for that it holds. */
export type Holder = {
  readonly pid: number
  readonly command: string
  readonly sockets: readonly BoundSocket[]
}

const TABLES = [
  ['udp', '/proc/net/udp'],
  ['udp', '/proc/net/udp6'],
  ['tcp', '/proc/net/tcp'],
  ['tcp', '/proc/net/tcp6'],
] as const
const COMMAND_CHARS_MAX = 120

/** Undefined when nobody holds the port, or nobody that we may see. */
export async function portOwner(port: number): Promise<PortOwner | undefined> {
  const [first] = await holdersOf((await boundSockets()).filter((one) => one.port === port))
  if (first === undefined) return undefined
  return { ...first, protocol: first.sockets[0]?.protocol ?? 'udp' }
}

/** Every socket of this network namespace that has a port. */
export async function boundSockets(): Promise<BoundSocket[]> {
  const read = async ([protocol, path]: (typeof TABLES)[number]) =>
    socketsIn(await readFile(path, 'utf8').catch(() => ''), protocol)
  return (await Promise.all(TABLES.map(read))).flat()
}

/** The processes that hold any of `sockets`, as far as this user may see them. */
export async function holdersOf(sockets: readonly BoundSocket[]): Promise<Holder[]> {
  if (sockets.length === 0) return []
  const holders = await holdersBy(openIn, sockets)
  // Threads share descriptors, save where the first one has ended, or one has asked for its own.
  return holders.length > 0 ? holders : holdersBy(openInThreads, sockets)
}

/** Those of `sockets` that a process holds. */
export async function heldBy(
  pid: number,
  sockets: readonly BoundSocket[],
): Promise<readonly BoundSocket[]> {
  const open = await openInThreads(pid)
  return sockets.filter(({ inode }) => open.has(inode))
}

/** What runs, on one line and cut; it holds whatever the process put there. */
export async function commandOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  const command = text.replaceAll('\0', ' ').trim()
  return command.length > COMMAND_CHARS_MAX
    ? `${command.slice(0, COMMAND_CHARS_MAX - 1)}…`
    : command
}

type OpenSockets = (pid: number) => Promise<ReadonlySet<string>>

async function holdersBy(open: OpenSockets, sockets: readonly BoundSocket[]): Promise<Holder[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const holders: Holder[] = []
  for (const pid of pids.map(Number)) {
    const inodes = await open(pid)
    const held = sockets.filter(({ inode }) => inodes.has(inode))
    if (held.length > 0) holders.push({ pid, command: await commandOf(pid), sockets: held })
  }
  return holders
}

/** Inodes of the sockets that a process has open. */
function openIn(pid: number): Promise<ReadonlySet<string>> {
  return socketsAmong(`/proc/${pid}/fd`)
}

async function openInThreads(pid: number): Promise<ReadonlySet<string>> {
  const tids = await readdir(`/proc/${pid}/task`).catch(() => [])
  const sets = await Promise.all(tids.map((tid) => socketsAmong(`/proc/${pid}/task/${tid}/fd`)))
  return new Set(sets.flatMap((inodes) => [...inodes]))
}

async function socketsAmong(folder: string): Promise<ReadonlySet<string>> {
  const names = await readdir(folder).catch(() => [])
  const targets = await Promise.all(
    names.map((name) => readlink(`${folder}/${name}`).catch(() => '')),
  )
  return new Set(targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []))
}
