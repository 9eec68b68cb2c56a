/**
 * The protocol as the telemetry thread sees it: in a worker, which is how agents run, or beside it in the same
 * thread, for profilers that see only the main one. There, telemetry delays datagrams: not for measuring.
 */
import { extname } from 'node:path'
import { MessageChannel, Worker } from 'node:worker_threads'
import { hostProtocol } from './protocol-host.ts'
import type { FromProtocolThread, ThreadOptions, ToProtocolThread } from './thread-messages.ts'

export interface ProtocolSide {
  tell(command: ToProtocolThread): void
  /** Ends it whatever is under way. */
  terminate(): Promise<void>
}

export type ProtocolListener = {
  readonly hear: (message: FromProtocolThread) => void
  readonly crashed: (error: unknown) => void
}

export function protocolInWorker(
  options: ThreadOptions,
  { hear, crashed }: ProtocolListener,
): ProtocolSide {
  const file = `./protocol-thread${extname(import.meta.url)}`
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData: options,
    name: 'protocol',
  })
  worker.on('message', hear)
  worker.on('error', crashed)
  return {
    tell: (command) => worker.postMessage(command),
    async terminate() {
      await worker.terminate()
    },
  }
}

export function protocolInThisThread(
  options: ThreadOptions,
  { hear, crashed }: ProtocolListener,
): ProtocolSide {
  const { port1: ours, port2: theirs } = new MessageChannel()
  ours.on('message', hear)
  hostProtocol(options, theirs, undefined).catch(crashed)
  return {
    tell: (command) => ours.postMessage(command),
    terminate: async () => ours.close(),
  }
}
