/** The answering end of the floor: sends every datagram back to where it came from. */
import { FLOOR_DATAGRAM_BYTES, type Opened, openFloorSocket } from './floor-socket.ts'

export type FloorEcho = {
  readonly port: number
  /** Blocks until something came and was answered, or time ran out. */
  serve(timeoutMs: number): void
  close(): void
}

export function openFloorEcho(isRealtime = false): Opened<FloorEcho> {
  const opened = openFloorSocket(isRealtime)
  if (!opened.ok) return opened
  const socket = opened.value
  let untilMs = 0
  const serve = (timeoutMs: number): void => {
    const nowMs = socket.nowMs()
    // The same for many datagrams, as an agent's next deadline is: to set a timer is a call more.
    if (untilMs <= nowMs) untilMs = nowMs + timeoutMs
    socket.waitUntil(untilMs)
    if (!socket.wait()) return
    const count = socket.receive()
    for (let slot = 0; slot < count; slot++) {
      const bytes = socket.datagram(slot)
      if (bytes.length <= FLOOR_DATAGRAM_BYTES) socket.answer(slot, bytes)
    }
    socket.release(count)
  }
  return { ok: true, value: { port: socket.port, serve, close: () => socket.close() } }
}
