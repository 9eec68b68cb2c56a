/** What processes have open, in strace's words: `UDP:[127.0.0.1:9000]`, `anon_inode:[eventpoll]`, `/srv/log`. */
import { readdir, readlink } from 'node:fs/promises'
import { boundSockets } from '../cluster/port-owner.ts'
import { addressOf } from '../cluster/socket-table.ts'

export type OpenDescriptor = { readonly pid: number; readonly fd: number; readonly what: string }

/** Those of processes that may be looked into; a process that is gone has none. */
export async function openDescriptors(pids: readonly number[]): Promise<OpenDescriptor[]> {
  const sockets = new Map((await boundSockets()).map((one) => [one.inode, one]))
  const nameOf = (target: string) => {
    const socket = sockets.get(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? '')
    if (socket === undefined) return target
    const family = socket.host.includes(':') ? 'v6' : ''
    const there = socket.peer === undefined ? '' : `->${socket.peer}`
    return `${socket.protocol.toUpperCase()}${family}:[${addressOf(socket)}${there}]`
  }
  const opened = pids.map(async (pid) => {
    const folder = `/proc/${pid}/fd`
    const names = await readdir(folder).catch(() => [])
    const targets = names.map((name) => readlink(`${folder}/${name}`).catch(() => ''))
    return (await Promise.all(targets)).flatMap((target, at) =>
      target === '' ? [] : [{ pid, fd: Number(names[at]), what: nameOf(target) }],
    )
  })
  return (await Promise.all(opened)).flat().sort((one, other) => one.fd - other.fd)
}
