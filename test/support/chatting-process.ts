/** A process that sends itself a datagram every few milliseconds, and counts them on stdout. */
import { type RunningCommand, startCommand } from '../../harness/tools/command.ts'

const SCRIPT = `
  const { createSocket } = require('node:dgram')
  const socket = createSocket('udp4')
  let received = 0
  socket.on('message', () => console.log(++received))
  socket.bind(0, '127.0.0.1', () => {
    const { port } = socket.address()
    setInterval(() => socket.send(Buffer.from([0x20, 1, 2, 3, 4, 0xff, 6, 7, 8]), port, '127.0.0.1'), 5)
  })`

export async function startChatting(): Promise<{
  readonly process: RunningCommand
  /** Waits for further datagrams: only a process that runs gets any. */
  readonly chat: (datagrams?: number) => Promise<void>
}> {
  const process = await startCommand(globalThis.process.execPath, ['-e', SCRIPT])
  const lines = process.lines()
  const chat = async (datagrams = 20) => {
    for (let heard = 0; heard < datagrams; heard++) {
      const { done } = await lines.next()
      if (done === true) throw new Error(`the process is gone: ${process.stderrTail}`)
    }
  }
  await chat(1)
  return { process, chat }
}
