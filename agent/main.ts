/**
 * The entry of an agent process, and the only file of the agent that reads `process`: arguments,
 * environment, streams and signals. What happens with them is in `runtime/agent-process.ts`.
 */
import { randomInt } from 'node:crypto'
import { createInterface } from 'node:readline'
import { setFlagsFromString } from 'node:v8'
import { AgentProcess } from './runtime/agent-process.ts'
import { parseCommandLine } from './runtime/command-line.ts'
import { LineWriter } from './runtime/line-writer.ts'

/** Seeds nobody chose stay within what a person can type back. */
const RANDOM_SEED_MAX = 2 ** 32
/** After the last line is out the loop should be empty; whatever holds it must not hold the process. */
const EXIT_GRACE_MS = 200
/** How long a reader may take to take the last lines. */
const DRAIN_MS_MAX = 1000

// Without it an idle heap is collected every 100 seconds to give some memory back: tens of milliseconds in which
// a probe is late, and code thrown away that has to be compiled again (decision 41).
setFlagsFromString('--memory-reducer-gc-count=0')

const commandLine = parseCommandLine(process.argv.slice(2))
if (commandLine.ok) {
  const { options, isStdinIgnored } = commandLine
  const seed = options.seed ?? randomInt(RANDOM_SEED_MAX)
  const lines = new LineWriter(process.stdout)
  const agentProcess = new AgentProcess(
    { ...options, seed },
    {
      environment: process.env,
      processId: process.pid,
      write: lines.write,
    },
  )
  let signals = 0
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.on(signal, () => {
      if (++signals > 1) process.exit(code)
      agentProcess.leave()
    })
  }
  // Nobody reads any more: there is nobody to say anything to.
  process.stdout.on('error', () => agentProcess.shutdown())
  const stdin = createInterface({ input: process.stdin, terminal: false })
  stdin.on('line', (line) => agentProcess.command(line))
  stdin.on('close', () => {
    if (!isStdinIgnored) agentProcess.shutdown()
  })
  process.exitCode = await agentProcess.finished
  process.stdin.destroy()
  exitAfter(DRAIN_MS_MAX)
  // Not awaited: with nobody there to read, it never comes, and nothing else keeps this process.
  void lines.empty().then(() => process.stdout.write('', () => exitAfter(EXIT_GRACE_MS)))
} else {
  process.stderr.write(`swimbench agent: ${commandLine.problem}\n`)
  process.exitCode = 2
}

function exitAfter(delayMs: number): void {
  setTimeout(() => process.exit(), delayMs).unref()
}
