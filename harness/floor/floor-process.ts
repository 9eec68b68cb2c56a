/**
 * The entry of the two processes of the floor: `echo PRIORITY`, and `probe PRIORITY PORT GAP_MS COUNT`.
 * Each says one line of JSON: where it listens, what it measured, or why this machine cannot.
 */
import { openFloorEcho, probeFloor } from '../../agent/index.ts'

/** How long the echo stays blocked when nothing comes; then it looks whether anybody still wants it. */
const IDLE_MS = 1500

const [role, priority, ...numbers] = process.argv.slice(2)
const isRealtime = priority === 'realtime'
if (role === 'echo') serve()
else {
  const [port = 0, gapMs = 0, count = 0] = numbers.map(Number)
  const probed = probeFloor(port, gapMs, count, isRealtime)
  say(probed.ok ? probed.value : { reason: probed.reason })
}

/** A thread that is blocked hears no end of stdin: a parent that is gone shows in the parent's id. */
function serve(): void {
  const parent = process.ppid
  const echo = openFloorEcho(isRealtime)
  if (!echo.ok) {
    say({ reason: echo.reason })
    return
  }
  say({ port: echo.value.port })
  while (process.ppid === parent) echo.value.serve(IDLE_MS)
}

/** Pipes take it at once on Linux: nothing waits for a turn of an event loop that does not turn. */
function say(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}
