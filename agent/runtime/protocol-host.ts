/** The protocol's side of an agent process: chooses how, warms up, and hosts the agents until they end. */
import type { MessagePort } from 'node:worker_threads'
import { BindError } from '../transport/transport.ts'
import { AgentGroup, type GroupParts } from './agent-group.ts'
import { type ChosenDriver, chooseDriver } from './choose-driver.ts'
import { monotonicClock } from './clock.ts'
import { type GcPause, observeGarbageCollection } from './pauses.ts'
import type { FromProtocolThread, ThreadOptions, ToProtocolThread } from './thread-messages.ts'
import { warmUp } from './warm-up.ts'

/**
 * Runs in the calling thread and talks through `port`. `mainThread` is the id of the thread that has to stand
 * back; undefined when this is it.
 */
export async function hostProtocol(
  options: ThreadOptions,
  port: MessagePort,
  mainThread: number | undefined,
): Promise<void> {
  const post = (message: FromProtocolThread): void => port.postMessage(message)
  const chosen = await chooseDriver(
    options.transport,
    monotonicClock(),
    options.config.datagramBytesMax,
    { behind: mainThread, isRealtime: options.isRealtime },
  )
  if (!chosen.ok) {
    post({ kind: 'failed', ...lackOf(options, chosen) })
    return
  }
  try {
    await host(options, chosen, port, post)
  } catch (error) {
    if (!(error instanceof BindError)) throw error
    post({ kind: 'failed', code: error.code, message: error.message })
  }
}

async function host(
  options: ThreadOptions,
  { driver, transport, fallback }: ChosenDriver & { ok: true },
  port: MessagePort,
  post: GroupParts['post'],
): Promise<void> {
  const taken = new Int32Array(options.taken)
  if (transport === 'ffi') await warmUp(options, driver)
  const pauses: GcPause[] = []
  observeGarbageCollection((pause) => pauses.push(pause))
  const group = await AgentGroup.open(options, {
    driver,
    taken: () => Atomics.load(taken, 0),
    gc: () => pauses.splice(0),
    post,
  })
  const { addresses } = group
  post({ kind: 'ready', atMs: driver.clock.nowMs(), transport, fallback, addresses })
  port.on('message', (command: ToProtocolThread) => group.obey(command))
  void group.ended.then(() => port.close())
  group.start()
}

function lackOf(
  { isRealtime }: ThreadOptions,
  { reason, isRefused = false }: ChosenDriver & { ok: false },
): { readonly code: string; readonly message: string } {
  if (isRefused) return { code: 'realtime-refused', message: `no real-time priority (${reason})` }
  const advice = isRealtime
    ? 'and without it there is no --realtime'
    : '--transport auto takes the portable one then'
  const message = `the fast transport does not work here (${reason}); ${advice}`
  return { code: 'transport-unavailable', message }
}
