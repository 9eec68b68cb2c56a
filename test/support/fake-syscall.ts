/** System calls as a parser would hand them over, made by hand; and small captures of a prober. */
import type { Syscall, SyscallMessage, SyscallSink } from '../../analysis/syscalls/syscall.ts'

export type FakeSyscall = {
  readonly tid?: number
  readonly name?: string
  /** Microseconds, as all times here. */
  readonly atUs?: number
  readonly tookUs?: number
  readonly result?: number
  readonly errno?: string
  readonly fd?: number
  readonly descriptor?: string
  readonly messages?: readonly SyscallMessage[]
}

export function fakeSyscall(fake: FakeSyscall = {}): Syscall {
  const { tid = 1, name = 'getpid', atUs = 0, tookUs = 10, errno = '' } = fake
  const { result = errno === '' ? 0 : -1, fd = -1, descriptor = '', messages = [] } = fake
  return {
    tid,
    name,
    startNs: atUs * 1e3,
    durationNs: tookUs * 1e3,
    result,
    errno,
    fd: () => fd,
    descriptor: () => descriptor,
    messages: () => messages,
  }
}

export function feed<Sink extends SyscallSink>(sink: Sink, fakes: readonly FakeSyscall[]): Sink {
  for (const fake of fakes) sink.call(fakeSyscall(fake))
  return sink
}

/** `ping 42` as bytes: what `decodeWords` reads. */
export function words(text: string, peer = '127.0.0.1:9001'): SyscallMessage {
  const bytes = new TextEncoder().encode(text)
  return { peer, bytes, sizeBytes: bytes.length }
}

export function decodeWords(bytes: Uint8Array) {
  const [, kind, sequence] =
    /^(ping|ack|ping-req|gossip)(?: (\d+))?$/.exec(new TextDecoder().decode(bytes)) ?? []
  if (kind === undefined) return undefined
  if (sequence === undefined) return { kind, text: kind }
  return { kind, sequence: Number(sequence), text: `${kind} #${sequence}` }
}

const SOCKET = { fd: 5, descriptor: 'UDP:[127.0.0.1:9000]' }

export function sends(
  text: string,
  fake: FakeSyscall & { readonly peer?: string } = {},
): FakeSyscall {
  const message = words(text, fake.peer)
  return { name: 'sendto', ...SOCKET, result: message.sizeBytes, messages: [message], ...fake }
}

export function receives(
  text: string,
  fake: FakeSyscall & { readonly peer?: string } = {},
): FakeSyscall {
  const message = words(text, fake.peer)
  return { name: 'recvfrom', ...SOCKET, result: message.sizeBytes, messages: [message], ...fake }
}

/**
 * A prober of two peers as Node would be seen: each cycle sends a ping, waits, receives the ack, and
 * finds nothing on a second try. `rttUs` is what each cycle takes from send to ack.
 */
export function probing(cycles: number, { rttUs = 100, gapUs = 10_000 } = {}): FakeSyscall[] {
  return Array.from({ length: cycles }, (_, index) => {
    const atUs = index * gapUs
    const peer = `127.0.0.1:${9001 + (index % 2)}`
    return [
      sends(`ping ${index}`, { atUs, tookUs: 20, peer }),
      { name: 'epoll_pwait', fd: 3, atUs: atUs + 22, tookUs: rttUs - 40, result: 1 },
      receives(`ack ${index}`, { atUs: atUs + rttUs - 15, tookUs: 15, peer }),
      { name: 'recvfrom', ...SOCKET, atUs: atUs + rttUs + 2, tookUs: 5, errno: 'EAGAIN' },
      {
        name: 'epoll_pwait',
        fd: 3,
        atUs: atUs + rttUs + 10,
        tookUs: gapUs - rttUs - 20,
        result: 0,
      },
    ]
  }).flat()
}
