/**
 * The stack of a sample of perf as frames people know: JavaScript by its functions whatever tier they
 * ran in, without V8's trampolines and bytecode handlers, the kernel without its entry code.
 */
import { nativeName, objectName, scriptSymbol } from './frame-name.ts'
import { KERNEL_FILE } from './layers.ts'
import type { PerfFrame } from './perf-line.ts'
import type { Tier } from './profile.ts'

export type NamedFrame = {
  readonly name: string
  readonly file: string
  readonly line: number
  readonly tier: Tier | undefined
}

const UNKNOWN = '[unknown]'
/** How V8 gets into and out of JavaScript, in the binary (`Builtins_`) and in the map (`Builtin:`). */
const TRAMPOLINE =
  /^Builtins?[_:](?:JS(?:Construct|RunMicrotasks)?Entry|JSEntryTrampoline|JSConstructEntryTrampoline|(?:Interpreter|Baseline)\w+|CEntry_\w+|CallApiCallback\w*|Call(?:Function)?_ReceiverIs\w+|ArgumentsAdaptorTrampoline)$/
const BYTECODE_HANDLER = /^BytecodeHandler:|^Builtins_\w+Handler$/
const KERNEL_ENTRY = /^(?:entry_SYSCALL\w*|do_syscall_64|el0t?_\w+|invoke_syscall\w*|asm_\w+)$/
const KERNEL_OBJECT = /^\[(?:guest\.)?kernel\b|\.ko(?:\.\w+)?$/

/** Frames innermost first, as perf prints them; outermost first comes back. */
export function nameStack(frames: readonly PerfFrame[]): NamedFrame[] {
  const stack: NamedFrame[] = []
  // The kernel's frames are the innermost; an address of its half further out is no code at all.
  const user = frames.findIndex((frame) => !isKernel(frame))
  for (let index = frames.length - 1; index >= 0; index -= 1) {
    const frame = frames[index]
    if (frame === undefined) continue
    const isInKernel = user < 0 || index < user
    const named = isInKernel ? kernelFrame(frame) : userFrame(frame, stack.at(-1))
    if (named !== undefined) stack.push(named)
  }
  return stack
}

function isKernel({ object, isHigh }: PerfFrame): boolean {
  return KERNEL_OBJECT.test(object) || (isHigh && object === UNKNOWN)
}

function kernelFrame({ symbol }: PerfFrame): NamedFrame | undefined {
  const name = symbol === UNKNOWN || symbol === '' ? KERNEL_FILE : nativeName(symbol)
  return KERNEL_ENTRY.test(name) ? undefined : native(name, KERNEL_FILE)
}

/** Undefined for what tells nothing beside the frame that called it. */
function userFrame(frame: PerfFrame, caller: NamedFrame | undefined): NamedFrame | undefined {
  const { symbol, object } = frame
  const script = scriptSymbol(symbol)
  if (script !== undefined) return script
  if (TRAMPOLINE.test(symbol)) return undefined
  if (BYTECODE_HANDLER.test(symbol)) {
    // Without --interpreted-frames-native-stack nothing says which function was interpreted.
    const isNamed = caller?.tier !== undefined || caller?.name === INTERPRETER
    return isNamed ? undefined : native(INTERPRETER, '')
  }
  if (symbol !== UNKNOWN && symbol !== '') {
    return native(nativeName(symbol.replace(/^Builtins?[_:]/, 'Builtins_')), ownObject(object))
  }
  // An address that is in no file at all is what a broken chain of frame pointers ends in.
  const isNowhere = object === UNKNOWN || object === ''
  if (isNowhere && (caller === undefined || caller.name === UNKNOWN)) return undefined
  const file = isNowhere ? '' : ownObject(object)
  return caller?.name === UNKNOWN && caller.file === file ? undefined : native(UNKNOWN, file)
}

const INTERPRETER = '(interpreter)'

function native(name: string, file: string): NamedFrame {
  return { name, file, line: 0, tier: undefined }
}

/** The map of JIT code is a file of perf's, not one that the code comes from. */
function ownObject(object: string): string {
  const name = objectName(object)
  return /^perf-\d+\.map$|^\[?(?:unknown|inlined|JIT)/.test(name) || name === '//anon' ? '' : name
}
