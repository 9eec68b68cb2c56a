/**
 * The inspector of a running Node process, opened from outside by a signal and found by the socket that
 * the process then listens on. It is open to every user of this machine as long as it is open.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { printable } from '../../../analysis/index.ts'
import { boundSockets, heldBy, portOwner } from '../../cluster/port-owner.ts'
import { addressOf, isWildcard } from '../../cluster/socket-table.ts'
import { messageOf, UserError } from '../../errors.ts'
import { requireNode } from './node-process.ts'

export type InspectorPort = {
  readonly webSocketUrl: string
  /** It was open before anybody asked; whoever opened it will want to find it open. */
  readonly wasOpen: boolean
  /** Waits until it is closed; false when it is still open after a while. */
  closed(): Promise<boolean>
}

const OPEN_MS_MAX = 5000
const CLOSE_MS_MAX = 2000
const ANSWER_MS_MAX = 10_000
const LOOK_EVERY_MS = 10
const PICK_A_PORT = 'NODE_OPTIONS=--inspect-port=0'

export async function openInspector(pid: number, signal: AbortSignal): Promise<InspectorPort> {
  const { inspectorPort, opensOnSignal } = requireNode(pid)
  const before = await listening(pid)
  const open = before.find(({ port }) => port === inspectorPort)
  if (open !== undefined) return portAt(pid, open, true, signal)
  if (!opensOnSignal) {
    throw new UserError(`process ${pid} does not open its inspector on a signal`, {
      suggestion: 'It runs with --disable-sigusr1. --backend perf can watch it.',
    })
  }
  process.kill(pid, 'SIGUSR1')
  const known = new Set(before.map(({ inode }) => inode))
  const deadlineMs = performance.now() + OPEN_MS_MAX
  while (performance.now() < deadlineMs) {
    const opened = (await listening(pid)).find(({ inode }) => !known.has(inode))
    if (opened !== undefined) return portAt(pid, opened, false, signal)
    await sleep(LOOK_EVERY_MS, undefined, { signal })
  }
  throw await unopened(pid, inspectorPort)
}

type Listening = Awaited<ReturnType<typeof listening>>[number]

async function listening(pid: number) {
  const sockets = await heldBy(pid, await boundSockets())
  return sockets.filter(({ protocol, isListening }) => protocol === 'tcp' && isListening)
}

async function portAt(
  pid: number,
  { host, port, inode }: Listening,
  wasOpen: boolean,
  signal: AbortSignal,
): Promise<InspectorPort> {
  const at = addressOf({ host: isWildcard(host) ? '127.0.0.1' : host, port })
  return {
    webSocketUrl: await askForUrl(pid, at, signal),
    wasOpen,
    async closed() {
      const deadlineMs = performance.now() + CLOSE_MS_MAX
      const isOpen = async () => (await listening(pid)).some((socket) => socket.inode === inode)
      while (await isOpen()) {
        if (performance.now() > deadlineMs) return false
        await sleep(LOOK_EVERY_MS)
      }
      return true
    },
  }
}

async function askForUrl(pid: number, at: string, signal: AbortSignal): Promise<string> {
  try {
    const within = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS_MAX)])
    const response = await fetch(`http://${at}/json/list`, { signal: within })
    const [first] = (await response.json()) as { webSocketDebuggerUrl?: string }[]
    if (first?.webSocketDebuggerUrl !== undefined) return first.webSocketDebuggerUrl
    throw new Error('it offers nothing to debug')
  } catch (error) {
    signal.throwIfAborted()
    throw new UserError(
      `the inspector of process ${pid} does not answer on ${at}: ${printable(messageOf(error))}`,
      { suggestion: '--backend perf does without it.', cause: error },
    )
  }
}

async function unopened(pid: number, port: number): Promise<UserError> {
  const owner = await portOwner(port)
  return owner === undefined || owner.pid === pid
    ? new UserError(`process ${pid} did not open its inspector`, {
        suggestion: '--backend perf does without it.',
      })
    : new UserError(
        `process ${pid} could not open its inspector: port ${port} is held by process ${owner.pid} (${printable(owner.command)})`,
        {
          suggestion: `End that one's debugging, start the agent with ${PICK_A_PORT}, or use --backend perf.`,
        },
      )
}
