/**
 * Reads the captures of strace and bpftrace, as far as tests need them: which call carried which
 * datagram of ours, and when it began and ended. Written against the tools' formats, not with our code.
 */

/** One datagram that crossed the system-call boundary. Times are CLOCK_MONOTONIC. */
export type DatagramCall = {
  /** The local address of the socket. */
  readonly whose: string
  readonly direction: 'sent' | 'received'
  readonly kind: 'ping' | 'ack' | 'other'
  readonly sequence: number
  readonly enterNs: number
  readonly exitNs: number
}

const SENDING = /^send/
/** As the first byte of a datagram has them: version 1, with and without trace context. */
const KINDS: Readonly<Record<number, DatagramCall['kind']>> = {
  32: 'ping',
  48: 'ping',
  33: 'ack',
  49: 'ack',
}

function datagramCall(
  whose: string,
  call: string,
  bytes: Buffer,
  [enterNs, exitNs]: readonly [number, number],
): DatagramCall {
  return {
    whose,
    direction: SENDING.test(call) ? 'sent' : 'received',
    kind: KINDS[bytes[0] ?? 0] ?? 'other',
    sequence: bytes.readUInt32BE(5),
    enterNs,
    exitNs,
  }
}

/** A call in a capture of bpftrace, and the same with a datagram that it carried. */
const NOTED = /^@(?:even|odd)(?:_data)?\[(.*)\]: 1$/gm
const [CALL_FIELDS, ADDRESS_WORDS] = [7, 3]

/** A capture of ours; see `bpftrace-program.ts` for its lines. Sockets are known by `pid fd`. */
export function readBpftrace(text: string, sockets: ReadonlyMap<string, string>): DatagramCall[] {
  const headers = text.matchAll(/^# calls (.*)$/gm)
  const names = new Map(
    [...headers].flatMap(([, calls = '']) =>
      calls.split(' ').map((call) => call.split('=') as [string, string]),
    ),
  )
  return notedKeys(text).flatMap((key) => {
    const fields = key.split(', ')
    const [pid, , call = '', enter, exit, , fd] = fields
    const whose = sockets.get(`${pid} ${fd}`)
    const [, size, ...words] = fields.slice(CALL_FIELDS)
    const bytes = Buffer.alloc(8 * words.length)
    for (const [at, word] of words.slice(ADDRESS_WORDS).entries()) {
      bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(word)), at * 8)
    }
    if (!(Number(size) >= 9) || whose === undefined) return []
    return [datagramCall(whose, names.get(call) ?? '', bytes, [Number(enter), Number(exit)])]
  })
}

/** How many calls bpftrace saw and had no room for. */
export function lostByBpftrace(text: string): number {
  const seen = Number(/^@seen: (\d+)$/m.exec(text)?.[1])
  const calls = notedKeys(text).map((key) => key.split(', ').slice(0, CALL_FIELDS).join())
  return seen - new Set(calls).size
}

/** What bpftrace printed when it was told to end, it may print once more. */
function notedKeys(text: string): string[] {
  return [...new Set([...text.matchAll(NOTED)].map(([, key = '']) => key))]
}

const LEADER = /^(\d+)\s+(\d+)\.(\d{9}) (.*)$/
const UNFINISHED = ' <unfinished ...>'
const RESUMED = /^<\.\.\. (\w+) resumed>(.*)$/
const CALL = /^(send\w*|recv\w*)\(\d+<UDP:\[([^\]]+)\]>,(.*) = (\d+) <(\d+)\.(\d{9})>$/
const DATAGRAM = /(?:iov_base=|^ )"((?:\\x[0-9a-f]{2})+)"/g

/** `monotonicNs` converts the seconds and nanoseconds of CLOCK_REALTIME. */
export function readStrace(
  text: string,
  monotonicNs: (seconds: number, nanoseconds: number) => number,
): DatagramCall[] {
  const begun = new Map<string, { readonly text: string; readonly enterNs: number }>()
  return text.split('\n').flatMap((line) => {
    const [, tid, seconds, nanoseconds, said = ''] = LEADER.exec(line) ?? []
    if (tid === undefined) return []
    const atNs = monotonicNs(Number(seconds), Number(nanoseconds))
    if (said.endsWith(UNFINISHED)) {
      begun.set(tid, { text: said.slice(0, -UNFINISHED.length), enterNs: atNs })
      return []
    }
    const rest = RESUMED.exec(said)?.[2]
    const first = begun.get(tid)
    if (rest === undefined) return callsIn(said, atNs)
    return first === undefined ? [] : callsIn(first.text + rest, first.enterNs)
  })
}

function callsIn(said: string, enterNs: number): DatagramCall[] {
  const [, call = '', whose = '', args = '', result, wholeS, partNs] = CALL.exec(said) ?? []
  if (call === '') return []
  const exitNs = enterNs + Number(wholeS) * 1e9 + Number(partNs)
  // One datagram, or as many as `…mmsg` returned.
  const carried = call.endsWith('mmsg') ? Number(result) : Math.min(1, Number(result))
  return [...args.matchAll(DATAGRAM)].slice(0, carried).flatMap(([, escaped = '']) => {
    const bytes = Buffer.from(escaped.replaceAll('\\x', ''), 'hex')
    return bytes.length < 9 ? [] : [datagramCall(whose, call, bytes, [enterNs, exitNs])]
  })
}

/** Finds who sent or received a message of some kind and number. */
export class CallIndex {
  readonly #calls = new Map<string, DatagramCall>()
  /** While these were captured, both directions were: a tool attaches to calls, and lets go, one by one. */
  readonly fromNs: number
  readonly toNs: number

  constructor(calls: readonly DatagramCall[]) {
    for (const call of calls) {
      this.#calls.set(`${call.whose} ${call.direction} ${call.kind} ${call.sequence}`, call)
    }
    const [sent, received] = [calls.filter(isSent), calls.filter((call) => !isSent(call))]
    const firstNs = (some: readonly DatagramCall[]) => Math.min(...some.map((call) => call.enterNs))
    const lastNs = (some: readonly DatagramCall[]) => Math.max(...some.map((call) => call.exitNs))
    this.fromNs = Math.max(firstNs(sent), firstNs(received))
    this.toNs = Math.min(lastNs(sent), lastNs(received))
  }

  find(
    whose: string,
    direction: DatagramCall['direction'],
    kind: DatagramCall['kind'],
    sequence: number,
  ): DatagramCall | undefined {
    return this.#calls.get(`${whose} ${direction} ${kind} ${sequence}`)
  }
}

function isSent({ direction }: DatagramCall): boolean {
  return direction === 'sent'
}
