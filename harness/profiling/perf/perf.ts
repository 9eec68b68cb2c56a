/**
 * perf: any process, its JavaScript, its native code and the kernel in one stack, on the CPU and off it.
 * JavaScript has names only in processes that were started to write them down, as our own are for it.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  PerfScriptParser,
  type Profile,
  printableLines,
  type Warning,
} from '../../../analysis/index.ts'
import { thisMachine } from '../../doctor/examine.ts'
import { UserError } from '../../errors.ts'
import type { Target } from '../../target/target.ts'
import {
  attachPerfRecord,
  perfAvailability,
  perfSeesKernel,
  perfSeesSwitches,
  startPerfScript,
} from '../../tools/perf.ts'
import type { Attachment } from '../../tools/tool.ts'
import type { Backend, RawData, Watched, WatchOptions } from '../backend.ts'
import { isNode } from '../node-executable.ts'
import { cutStacksWarning } from './cut-stacks.ts'

const CAPTURE = 'perf.data'
/** V8 writes down where each function lies, and gives interpreted ones frames of their own. */
const NAMES_OPTIONS = ['--perf-basic-prof', '--interpreted-frames-native-stack'] as const

export const perf: Backend = {
  name: 'perf',
  attaches: true,
  seesOffCpu: true,
  launch: (folder) => ({
    // V8 would also begin a log for each thread, in whatever folder the user stands.
    nodeOptions: [...NAMES_OPTIONS, '--no-logfile-per-isolate', `--logfile=${logIn(folder)}`],
    agentOptions: [],
  }),
  leftovers: (pid, folder) => [mapOf(pid), logIn(folder)],
  availability: perfAvailability,

  async watch(target, options) {
    const { frequencyHz, isOffCpu, signal, folder } = options
    if (isOffCpu && !perfSeesSwitches(thisMachine())) {
      throw new UserError('perf may not watch context switches here', {
        suggestion:
          'Be root; where tracefs is missing: mount -t tracefs tracefs /sys/kernel/tracing',
      })
    }
    const capturePath = `${folder}/${CAPTURE}`
    const attachment = await attachPerfRecord({
      pids: [target.pid],
      capturePath,
      frequencyHz,
      isOffCpu,
      signal,
    })
    let watched: Promise<Watched> | undefined
    return {
      // Whether the process runs is seen from outside.
      isOver: false,
      stop() {
        watched ??= stop(attachment, target, capturePath, options)
        return watched
      },
      async [Symbol.asyncDispose]() {
        await attachment.stop()
      },
    }
  },
}

function logIn(folder: string): string {
  return join(folder, 'v8.log')
}

async function stop(
  attachment: Attachment,
  target: Target,
  capturePath: string,
  { frequencyHz }: WatchOptions,
): Promise<Watched> {
  const isRunning = target.isAlive()
  const complaints = await attachment.stop()
  // perf ends with the process that it watches.
  const warnings: Warning[] = isRunning
    ? complaints.map((message) => ({ code: 'perf', message, advice: null }))
    : []
  const map = readMap(target.pid)
  const profiles = existsSync(capturePath) ? await readSamples(capturePath, frequencyHz) : []
  const raw: RawData[] = map === undefined ? [] : [{ name: `perf-${target.pid}.map`, content: map }]
  if (map === undefined && isNode(target.pid)) {
    warnings.push({
      code: 'javascript-unnamed',
      message: 'JavaScript has no names here: the process was not started to write them down',
      advice: `Start it with NODE_OPTIONS="${NAMES_OPTIONS.join(' ')}", or use --backend inspector.`,
    })
  }
  if (!perfSeesKernel(thisMachine())) {
    warnings.push({
      code: 'kernel-unseen',
      message: 'what the kernel does is not in it',
      advice: 'Be root, or: sudo sysctl kernel.perf_event_paranoid=1',
    })
  }
  const cut = cutStacksWarning(profiles)
  if (cut !== undefined) warnings.push(cut)
  return { profiles, raw, warnings }
}

async function readSamples(capturePath: string, frequencyHz: number): Promise<Profile[]> {
  const parser = new PerfScriptParser({ title: '', frequencyHz })
  await using script = await startPerfScript(capturePath)
  script.stdout.setEncoding('utf8')
  for await (const text of script.stdout as AsyncIterable<string>) parser.push(text)
  const { code } = await script.exited
  if (code === 0) return parser.end()
  const words = printableLines(script.stderrTail.trim()).split('\n').at(-1) ?? ''
  throw new UserError(`perf script could not read ${capturePath}: ${words}`, {
    suggestion: 'perf record may have been cut short; the file is kept.',
  })
}

function mapOf(pid: number): string {
  return `/tmp/perf-${pid}.map`
}

function readMap(pid: number): string | undefined {
  try {
    return readFileSync(mapOf(pid), 'utf8')
  } catch {
    return undefined
  }
}
