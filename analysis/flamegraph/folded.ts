/**
 * Folded stacks, the text that flame graph tools agree on: `thread;outer;inner 42` in each line. Ours
 * say the file too (`name (file:line)`) and read back as what was written; others' are understood as
 * far as they go.
 */
import { located, nativeName, scriptSymbol } from './frame-name.ts'
import { KERNEL_FILE } from './layers.ts'
import type { Frame, Profile, ProfileKind } from './profile.ts'
import { ProfileBuilder } from './profile-builder.ts'

export type FoldedOptions = {
  readonly title: string
  readonly kind: ProfileKind
  /** What is counted. */
  readonly counts: 'samples' | 'microseconds'
  /** Of samples, where it is known: weights are then seconds. */
  readonly frequencyHz?: number
  /** Whether stacks begin with the name of their thread; else all are of one thread without a name. */
  readonly hasThreads: boolean
}

type PlainFrame = Pick<Frame, 'name' | 'file' | 'line'>

/** One line for each stack; counts are samples, of time off the CPU microseconds. */
export function foldedStacks(profile: Profile): string {
  const names = profile.frames.map(frameText)
  const lines: string[] = []
  for (const { name, tid, tree } of profile.threads) {
    const texts: string[] = []
    tree.frames.forEach((frame, node) => {
      const parent = texts[tree.parents[node] ?? -1]
      texts.push(parent === undefined ? threadText(name, tid) : `${parent};${names[frame]}`)
      const self = tree.self[node] ?? 0
      const count = profile.kind === 'off-cpu' ? Math.round(self * 1e6) : (tree.samples[node] ?? 0)
      if (count > 0) lines.push(`${texts[node]} ${count}`)
    })
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

export function parseFolded(text: string, options: FoldedOptions): Profile {
  const { title, kind, counts, frequencyHz, hasThreads } = options
  const builder = new ProfileBuilder(kind)
  const isTime = counts === 'microseconds'
  const secondsEach = isTime ? 1e-6 : frequencyHz === undefined ? undefined : 1 / frequencyHz
  const ids = new Map<string, number>()
  for (const line of text.split('\n')) {
    const [, stack, digits] = /^(.*) (\d+)\r?$/s.exec(line) ?? []
    const count = Number(digits)
    if (stack === undefined || !Number.isSafeInteger(count)) {
      if (line.trim() !== '') builder.problem('lines that are no folded stack')
      continue
    }
    const texts = stack.split(';')
    const thread = builder.thread(...threadOf(hasThreads ? (texts.shift() ?? '') : ''))
    let node = 0
    for (const frameText of texts) {
      const id = ids.get(frameText) ?? builder.frame(parseFrame(frameText))
      ids.set(frameText, id)
      const tier = scriptSymbol(tagged(frameText))?.tier
      if (tier !== undefined) builder.ran(id, tier, isTime ? 1 : count)
      node = thread.child(node, id)
    }
    thread.hit(node, count * (secondsEach ?? 1), isTime ? 1 : count)
  }
  const unit = secondsEach === undefined ? 'samples' : 'seconds'
  return builder.build({ title, unit, durationS: undefined })
}

/** `protocol-27770`, as `stackcollapse-perf.pl --tid` has it, too. */
function threadText(name: string, tid: number | undefined): string {
  if (tid !== undefined) return `${escaped(name)}-${tid}`
  return escaped(name).replace(/-(?=\d{1,10}$)/, percent)
}

function threadOf(text: string): [string, number?] {
  const [, name, tid] = /^(.*)-(\d{1,10})$/s.exec(text) ?? []
  return name === undefined ? [unescaped(text)] : [unescaped(name), Number(tid)]
}

/** Ends in its file in parentheses; in empty ones where the name alone would be taken for something else. */
function frameText({ name, file, line }: PlainFrame): string {
  const text = escaped(name)
  if (file === '' && line === 0) {
    const back = parseFrame(text)
    return back.name === name && back.file === '' ? text : `${text} ()`
  }
  const place = escaped(file).replace(/[()]/g, percent)
  return `${text} (${line > 0 || /:\d+$/.test(file) ? `${place}:${line}` : place})`
}

function parseFrame(text: string): PlainFrame {
  const own = /^(.*) \(([^()]*?)(?::(\d+))?\)$/s.exec(text)
  if (own !== null) {
    const [, name = '', file = '', line = '0'] = own
    return { name: unescaped(name), file: unescaped(file), line: Number(line) }
  }
  const script = scriptSymbol(tagged(text))
  if (script !== undefined) return { name: script.name, file: script.file, line: script.line }
  // Brendan Gregg's marks: kernel, JIT, inlined, waker.
  const [, bare = text, mark] = /^(.*)_\[([kjiw])\]$/s.exec(text) ?? []
  if (mark === 'k') return { name: nativeName(bare), file: KERNEL_FILE, line: 0 }
  const at = located(bare)
  if (at.file !== '') return at
  return { name: unescaped(bare === text ? text : nativeName(bare)), file: '', line: 0 }
}

/** Tools that know only JavaScript leave the mark of the tier and drop the word before it. */
function tagged(text: string): string {
  return /^[~^+*]'?(?=[\w#$ (])/.test(text) ? `JS:${text}` : text
}

function escaped(text: string): string {
  return text.replace(/%(?=[0-9a-f]{2})|[;\n\r]/g, percent)
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`
}

function unescaped(text: string): string {
  return text.replace(/%([0-7][0-9a-f])/g, (_, code) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
}
