/** A transport's receiver that keeps what it is told, and lets tests wait for it. */
import { EventEmitter, once } from 'node:events'
import type { Receiver, Reply } from '../../agent/transport/transport.ts'

export type Told =
  | {
      readonly kind: 'datagram'
      readonly text: string
      readonly from: string
      readonly atMs: number
      readonly kernelMs: number
      readonly awakeMs: number
      readonly reply: Reply
    }
  | { readonly kind: 'sent'; readonly atMs: number }
  | {
      readonly kind: 'request'
      readonly stream: number
      readonly body: Uint8Array
      readonly remoteHost: string
    }
  | { readonly kind: 'answer'; readonly from: string; readonly body: Uint8Array }
  | { readonly kind: 'exchangeFailed'; readonly to: string; readonly reason: string }
  | { readonly kind: 'sendFailed'; readonly code: string }
  | { readonly kind: 'streamMalformed'; readonly reason: string }

export class RecordingReceiver implements Receiver {
  readonly told: Told[] = []
  readonly #news = new EventEmitter()
  /** What to do with a request; by default nothing, so that the peer waits. */
  onRequest: (stream: number, body: Uint8Array) => void = () => {}
  /** What to do with a datagram while the transport delivers it. */
  onDatagram: (text: string, from: string) => void = () => {}
  /** The first look at a datagram; by default there is none. */
  glance?: NonNullable<Receiver['glance']>
  readonly #wake: () => void

  /** `wake` is called whenever something was told: a loop of its own may have to let the test go on. */
  constructor(wake: () => void = () => {}) {
    this.#wake = wake
  }

  datagram(
    bytes: Uint8Array,
    from: string,
    atMs: number,
    kernelMs: number,
    awakeMs: number,
    reply: Reply,
  ): void {
    const text = Buffer.from(bytes).toString('latin1')
    this.#tell({ kind: 'datagram', text, from, atMs, kernelMs, awakeMs, reply })
    this.onDatagram(text, from)
  }

  sent(atMs: number): void {
    this.#tell({ kind: 'sent', atMs })
  }

  request(stream: number, body: Uint8Array, remoteHost: string): void {
    this.#tell({ kind: 'request', stream, body, remoteHost })
    this.onRequest(stream, body)
  }

  answer(from: string, body: Uint8Array): void {
    this.#tell({ kind: 'answer', from, body })
  }

  exchangeFailed(to: string, reason: string): void {
    this.#tell({ kind: 'exchangeFailed', to, reason })
  }

  sendFailed(code: string): void {
    this.#tell({ kind: 'sendFailed', code })
  }

  streamMalformed(reason: string): void {
    this.#tell({ kind: 'streamMalformed', reason })
  }

  of<Kind extends Told['kind']>(kind: Kind): Extract<Told, { kind: Kind }>[] {
    return this.told.filter((one): one is Extract<Told, { kind: Kind }> => one.kind === kind)
  }

  /** Everything of a kind, once there are `count` of it. */
  async until<Kind extends Told['kind']>(
    kind: Kind,
    count = 1,
  ): Promise<Extract<Told, { kind: Kind }>[]> {
    while (this.of(kind).length < count) await once(this.#news, 'told')
    return this.of(kind)
  }

  #tell(one: Told): void {
    this.told.push(one)
    this.#wake()
    this.#news.emit('told')
  }
}
