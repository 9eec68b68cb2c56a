/**
 * The program that bpftrace runs: it notes when each call began and ended, what it returned and the first
 * bytes of the datagrams that it carried.
 *
 * Printing each call as it ends would wake bpftrace up each time, which doubled the RTT of the fast
 * transport. So calls are kept in the kernel, in maps that take turns of a second: some are
 * filled while the others are printed. What a capture holds:
 *
 *     # …                                the header, see `analysis/syscalls/capture-header.ts`
 *     @even[CALL]: 1                     a call without datagrams; or @odd[…]
 *     @even_data[CALL, DATAGRAM]: 1      a datagram of a call; or @odd_data[…]
 *     @seen: N                           the last line: as many calls as there should be
 */
import type { OpenDescriptor } from './open-descriptors.ts'

/** Linux lays these out alike on all 64-bit machines: msghdr.msg_iov, mmsghdr.msg_len, all of mmsghdr. */
const IOV_OFFSET = 16
const LENGTH_OFFSET = 56
const MESSAGE_BYTES = 64
/** Of a call that carried more datagrams, so many are noted; its result still counts all. */
const DATAGRAMS_NOTED = 4
/** Of a datagram: news of a handful of members fits. */
const DATA_WORDS = 16
const ADDRESS_WORDS = 3
const WORD_BYTES = 8
/** A line of the header holds so many calls. */
const CALLS_A_LINE = 24

/** The capture's header begins with it. */
export const CAPTURE_MARK = '# swimbench bpftrace 2'

/** Which argument leads to the datagrams, and what it points to. */
const DATAGRAMS = {
  sendto: 'buffer',
  recvfrom: 'buffer',
  sendmsg: 'message',
  recvmsg: 'message',
  sendmmsg: 'messages',
  recvmmsg: 'messages',
} as const

type Pointee = (typeof DATAGRAMS)[keyof typeof DATAGRAMS]

export type BpftraceRequest = {
  readonly pids: readonly number[]
  /** Names by number, of all calls of this architecture. */
  readonly names: ReadonlyMap<number, string>
  /** Those to note; undefined: all. */
  readonly wanted: ReadonlySet<string> | undefined
  readonly descriptors: readonly OpenDescriptor[]
  /** What `nsecs` reads in the bpftrace that is there. */
  readonly clock: 'monotonic' | 'boot'
}

export function bpftraceProgram(request: BpftraceRequest): string {
  const { pids, names, wanted, clock } = request
  const now = clock === 'monotonic' ? 'nsecs(monotonic)' : 'nsecs'
  const calls = [...names].filter(([, name]) => wanted?.has(name) ?? true)
  const isWatched = pids.length === 1 ? `pid == ${pids[0]}` : '@watched[pid]'
  const isWanted =
    wanted === undefined
      ? '1'
      : anyOf(
          calls.map(([number]) => number),
          '$id',
        )
  const watched = pids.length === 1 ? [] : pids.map((pid) => `@watched[${pid}] = 1;`)
  return [
    'BEGIN {',
    '@odds = 0;',
    ...watched,
    ...headerOf(request, calls).map((line) => `printf("${line}\\n");`),
    '}',
    `tracepoint:raw_syscalls:sys_enter /${isWatched}/ {`,
    // The time comes first: what follows takes some itself.
    `$from = ${now}; $id = (int64)args->id;`,
    `if (${isWanted}) { @call[tid] = ($from, args->args[0], args->args[1], args->args[4]); }`,
    '}',
    // A call that was under way when the tool attached has no beginning, and is left out.
    `tracepoint:raw_syscalls:sys_exit /${isWatched}/ {`,
    `$to = ${now}; $result = (int64)args->ret; $id = (int64)args->id; $call = @call[tid];`,
    'if ($call.0 != 0) {',
    'delete(@call[tid]); @seen = count();',
    ...noteOf(calls),
    '}',
    '}',
    'interval:s:1 {',
    `if (@odds == 0) { @odds = 1; ${print('even')} } else { @odds = 0; ${print('odd')} }`,
    '}',
    // What is left in maps is printed at the end.
    `END { clear(@call); clear(@odds); ${watched.length === 0 ? '' : 'clear(@watched);'} }`,
  ].join('\n')
}

function headerOf(
  { clock, descriptors }: BpftraceRequest,
  calls: readonly (readonly [number, string])[],
): string[] {
  const lines = [`${CAPTURE_MARK} clock=${clock}`]
  for (let from = 0; from < calls.length; from += CALLS_A_LINE) {
    const some = calls.slice(from, from + CALLS_A_LINE)
    lines.push(`# calls ${some.map(([number, name]) => `${number}=${name}`).join(' ')}`)
  }
  const known = descriptors.filter(({ what }) => SAFE_IN_PROGRAM.test(what))
  return [...lines, ...known.map(({ pid, fd, what }) => `# fd ${pid} ${fd} ${what}`)]
}

/** Nothing that ends a string of the program, or that printf would read. */
const SAFE_IN_PROGRAM = /^[\w:[\]./>-]+$/

/** Notes the call in one of the maps, by what kind of call it is. */
function noteOf(calls: readonly (readonly [number, string])[]): string[] {
  const numbersOf = (pointee: Pointee) =>
    calls.flatMap(([number, name]) =>
      (DATAGRAMS as Readonly<Record<string, Pointee>>)[name] === pointee ? [number] : [],
    )
  const branches = (['buffer', 'message', 'messages'] as const).flatMap((pointee) => {
    const numbers = numbersOf(pointee)
    return numbers.length === 0
      ? []
      : [`if ($result > 0 && (${anyOf(numbers, '$id')})) { ${datagrams(pointee)} } else`]
  })
  return [...branches, `{ ${add('', CALL_KEY)} }`]
}

const CALL_KEY = ['pid', 'tid', '$id', '$call.0', '$to', '$result', '(int64)$call.1']

function datagrams(pointee: Pointee): string {
  const find = (message: number) =>
    `$message = $call.2 + ${message * MESSAGE_BYTES}; $name = *(uint64*)uptr($message);` +
    `$iov = *(uint64*)uptr($message + ${IOV_OFFSET}); $data = *(uint64*)uptr($iov);`
  switch (pointee) {
    case 'buffer':
      return `$data = $call.2; $name = $call.3; ${datagram(0, '$result')}`
    case 'message':
      return `${find(0)} ${datagram(0, '$result')}`
    case 'messages':
      return Array.from({ length: DATAGRAMS_NOTED }, (_, message) => {
        const size = `$size = (int64)*(uint32*)uptr($message + ${LENGTH_OFFSET});`
        return `if ($result > ${message}) { ${find(message)} ${size} ${datagram(message, '$size')} }`
      }).join(' ')
  }
}

/** Words beyond what there is are zero, and are not read. */
function datagram(index: number, size: string): string {
  const word = (condition: string, pointer: string, at: number) =>
    `(${condition} ? *(uint64*)uptr(${pointer} + ${at * WORD_BYTES}) : (uint64)0)`
  const address = Array.from({ length: ADDRESS_WORDS }, (_, at) => word('$name != 0', '$name', at))
  const data = Array.from({ length: DATA_WORDS }, (_, at) =>
    word(`${size} > ${at * WORD_BYTES}`, '$data', at),
  )
  return add('_data', [...CALL_KEY, `(int64)${index}`, size, ...address, ...data])
}

function add(suffix: string, key: readonly string[]): string {
  const value = `[${key.join(', ')}] = 1;`
  return `if (@odds == 0) { @even${suffix}${value} } else { @odd${suffix}${value} }`
}

function print(parity: 'even' | 'odd'): string {
  return ['', '_data']
    .map((suffix) => `print(@${parity}${suffix}); clear(@${parity}${suffix});`)
    .join(' ')
}

function anyOf(numbers: readonly number[], what: string): string {
  return numbers.map((number) => `${what} == ${number}`).join(' || ')
}
