/**
 * Names of functions and files as people know them, out of what V8, perf and C++ call them: without
 * the prefixes of tiers, template arguments, compilers' suffixes and the folder of one machine.
 */
import type { Tier } from './profile.ts'

/** `agent/protocol/probing.ts`, `node_modules/koffi/index.js`, `node:internal/timers`, `libc.so.6`. */
export function shortFile(file: string): string {
  const path = file.replace(/^file:\/\//, '').replace(/[?#].*$/, '')
  const modules = path.lastIndexOf('node_modules/')
  if (modules >= 0) return path.slice(modules)
  const ours =
    /(?:^|\/)(agent\/(?:(?:protocol|wire|transport|telemetry|runtime|floor)\/|[\w-]+\.[cm]?[jt]s$).*)$/
  return ours.exec(path)?.[1] ?? path
}

/** The last part of a shared object's path: `libc.so.6`, `node`, `koffi.node`. */
export function objectName(path: string): string {
  const bare = path.replace(/ \(deleted\)$/, '')
  return bare.slice(bare.lastIndexOf('/') + 1)
}

export const ANONYMOUS = '(anonymous)'

/** How V8 marks tiers in the names that it gives to perf. */
const TIERS: Readonly<Record<string, Tier>> = {
  '~': 'interpreted',
  '^': 'baseline',
  '+': 'maglev',
  '*': 'turbofan',
}

export type ScriptSymbol = {
  readonly name: string
  readonly file: string
  readonly line: number
  readonly tier: Tier | undefined
}

/** `JS:+'#turn file:///srv/agent/transport/linux/native-loop.ts:128:8`; undefined when it is none. */
export function scriptSymbol(symbol: string): ScriptSymbol | undefined {
  const tagged =
    /^(?:JS|LazyCompile|Function|Script|Eval|InterpretedFunction|Callback|RegExp|wasm|Wasm):([~^+*]?)'?(.*)$/s.exec(
      symbol,
    )
  if (tagged === null) return undefined
  const [, mark = '', rest = ''] = tagged
  const tier = TIERS[mark]
  if (symbol.startsWith('RegExp:')) return { name: `RegExp: ${rest}`, file: '', line: 0, tier }
  return { ...located(rest), tier }
}

/** Where a file begins after a function's name: at a scheme, at a folder, or where its last word is a script. */
const FILE_START =
  /(?:^| )(?=(?:file|node|https?|wasm|data|evalmachine):|\/)|(?:^| )(?=\S+\.[cm]?[jt]sx?$)/

/** `name file:line:column`, of which all but one may be missing. */
export function located(text: string): { name: string; file: string; line: number } {
  const [, place = '', line = '0'] = /^(.*?)(?::(\d+))?(?::\d+)?$/s.exec(text) ?? []
  const start = FILE_START.exec(place)
  if (start === null) return { name: text.trim() || ANONYMOUS, file: '', line: 0 }
  const name = place.slice(0, start.index).trim() || ANONYMOUS
  return { name, file: shortFile(place.slice(start.index).trim()), line: Number(line) }
}

/** `v8::internal::Heap::Scavenge`: without arguments, templates, clones of the compiler and versions. */
export function nativeName(symbol: string): string {
  const plain = symbol
    .replace(/\+0x[0-9a-f]+$/, '')
    .replace(/@@?[A-Z][\w.]*$/, '')
    .replace(/(?:\.(?:isra|part|constprop|cold|llvm|lto_priv)(?:\.\d+)*)+$/, '')
    .replaceAll('(anonymous namespace)::', '')
  // Go puts the receiver of a method in parentheses: `main.(*Server).Serve`.
  if (!/[<(]/.test(plain) || /\(\*?[\w.]+\)\./.test(plain)) return plain
  return withoutBrackets(plain) || plain
}

const OPENING = '<('
const CLOSING = '>)'

/** What stands outside of brackets; `operator<`, `operator()` and `->` are no brackets. */
function withoutBrackets(text: string): string {
  let kept = ''
  let depth = 0
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? ''
    if (depth === 0 && text.startsWith('operator', index)) {
      const operator = /^operator(?:\(\)|[<>=+\-*/!&|^%~[\],]*)/.exec(text.slice(index))?.[0] ?? ''
      kept += operator
      index += operator.length - 1
    } else if (OPENING.includes(character)) depth += 1
    else if (CLOSING.includes(character) && text[index - 1] !== '-') depth = Math.max(0, depth - 1)
    else if (depth === 0) kept += character
  }
  return kept.trim().replace(/ const$/, '')
}
