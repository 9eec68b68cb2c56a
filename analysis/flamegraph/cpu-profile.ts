/**
 * Reads V8's `.cpuprofile`, which describes one thread. A sample lasts until the next one, as in
 * Chromium's tools. Whatever the text is, there is a profile; what could not be used is counted.
 */
import { ANONYMOUS, shortFile } from './frame-name.ts'
import type { Profile } from './profile.ts'
import { ProfileBuilder, type ThreadBuilder } from './profile-builder.ts'

export type CpuProfileOptions = {
  readonly thread: string
  readonly tid?: number
  readonly title?: string
}

type Node = { frame: number; readonly hits: number; parent: number | undefined }
type Nodes = Map<number, Node>

export function parseCpuProfile(text: string, options: CpuProfileOptions): Profile {
  const builder = new ProfileBuilder('wall')
  const { title = options.thread } = options
  const thread = builder.thread(options.thread, options.tid)
  const given = parsed(text)
  if (given === undefined || !Array.isArray(given['nodes'])) {
    builder.problem('not a CPU profile of V8')
    return builder.build({ title, unit: 'samples', durationS: undefined })
  }
  const stacks = new Stacks(readNodes(given['nodes'], builder), thread, builder)
  const startUs = finite(given['startTime'])
  const endUs = Math.max(startUs, finite(given['endTime']))
  const durationS = (endUs - startUs) / 1e6
  const samples = numbers(given['samples'])
  const deltas = numbers(given['timeDeltas'])
  if (samples.length === 0 || samples.length !== deltas.length) {
    const unit = addHits(stacks, durationS)
    return builder.build({ title, unit, durationS: durationS || undefined })
  }
  let timeUs = startUs
  let late = 0
  samples.forEach((id, index) => {
    timeUs += deltas[index] ?? 0
    const nextUs = deltas[index + 1] ?? Math.max(0, endUs - timeUs)
    // Samples are not always handed over in the order of their times.
    if (nextUs < 0) late += 1
    stacks.hit(id, Math.max(0, nextUs) / 1e6, 1)
  })
  builder.problem('samples that are older than the one before', late)
  return builder.build({ title, unit: 'seconds', durationS: durationS || undefined })
}

/** Without samples there are still the hits of each node, all of one length. */
function addHits(stacks: Stacks, durationS: number): Profile['unit'] {
  let hits = 0
  for (const node of stacks.nodes.values()) hits += node.hits
  const seconds = durationS > 0 && hits > 0 ? durationS / hits : undefined
  for (const [id, node] of stacks.nodes) stacks.hit(id, node.hits * (seconds ?? 1), node.hits)
  return seconds === undefined ? 'samples' : 'seconds'
}

/** The profile's nodes as nodes of the thread's tree, worked out when they are first hit. */
class Stacks {
  readonly nodes: Nodes
  readonly #thread: ThreadBuilder
  readonly #builder: ProfileBuilder
  readonly #known = new Map<number, number>()

  constructor(nodes: Nodes, thread: ThreadBuilder, builder: ProfileBuilder) {
    this.nodes = nodes
    this.#thread = thread
    this.#builder = builder
  }

  hit(id: number, weight: number, samples: number): void {
    if (samples === 0) return
    if (!this.nodes.has(id)) this.#builder.problem('samples of a stack that is not in the profile')
    else this.#thread.hit(this.#place(id), weight, samples)
  }

  #place(id: number): number {
    const path: number[] = []
    const seen = new Set<number>()
    let at: number | undefined = id
    while (at !== undefined && !this.#known.has(at) && !seen.has(at)) {
      seen.add(at)
      path.push(at)
      at = this.nodes.get(at)?.parent
    }
    let place = this.#known.get(at ?? Number.NaN) ?? 0
    for (const each of path.reverse()) {
      const frame = this.nodes.get(each)?.frame ?? -1
      if (frame >= 0) place = this.#thread.child(place, frame)
      this.#known.set(each, place)
    }
    return place
  }
}

function readNodes(given: readonly unknown[], builder: ProfileBuilder): Nodes {
  const nodes: Nodes = new Map()
  for (const each of given) {
    const { id, callFrame, hitCount, parent } = record(each)
    if (typeof id !== 'number') {
      builder.problem('nodes without a number')
      continue
    }
    const { functionName, url, lineNumber } = record(callFrame)
    const name = typeof functionName === 'string' ? functionName : ''
    const hits = Math.max(0, finite(hitCount))
    const parentId = typeof parent === 'number' ? parent : undefined
    if (name === '(root)') {
      nodes.set(id, { frame: -1, hits, parent: parentId })
      continue
    }
    const file = typeof url === 'string' ? shortFile(url) : ''
    // V8 counts lines from zero; −1 stands for code that has none.
    const line = Math.max(0, Math.floor(finite(lineNumber)) + 1)
    const frame = builder.frame({ name: name || ANONYMOUS, file, line: file === '' ? 0 : line })
    nodes.set(id, { frame, hits, parent: parentId })
  }
  for (const each of given) {
    const { id, children } = record(each)
    for (const child of numbers(children)) {
      const node = nodes.get(child)
      if (node !== undefined && typeof id === 'number') node.parent = id
    }
  }
  nameForeignCalls(given, nodes, builder)
  return nodes
}

/** What our transport calls in libc: V8 knows all such functions by the name of whichever koffi made last, or by none. */
const FOREIGN_CALLER = /\/agent\/transport\/linux\/[\w-]+\.[jt]s$/
const FOREIGN_CALL = { name: '(system call through koffi)', file: '', line: 0 }

function nameForeignCalls(given: readonly unknown[], nodes: Nodes, builder: ProfileBuilder): void {
  const callers = new Set<number>()
  for (const each of given) {
    const { id, callFrame } = record(each)
    const { url } = record(callFrame)
    if (typeof id === 'number' && typeof url === 'string' && FOREIGN_CALLER.test(url))
      callers.add(id)
  }
  for (const each of given) {
    const { id, callFrame } = record(each)
    const { url, functionName } = record(callFrame)
    const node = nodes.get(typeof id === 'number' ? id : Number.NaN)
    // What V8 does by itself stands in parentheses.
    const isNative =
      url === '' && typeof functionName === 'string' && /^(?:[a-z]\w*)?$/.test(functionName)
    if (node === undefined || !isNative || !callers.has(node.parent ?? Number.NaN)) continue
    node.frame = builder.frame(FOREIGN_CALL)
  }
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value = record(JSON.parse(text))
    // A profile as the inspector answers with it: `{result: {profile}}`, `{profile}`.
    const inner = record(record(value['result'])['profile'] ?? value['profile'])
    return Array.isArray(inner['nodes']) ? inner : value
  } catch {
    return undefined
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function numbers(value: unknown): number[] {
  return Array.isArray(value) ? value.map(finite) : []
}

function finite(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}
