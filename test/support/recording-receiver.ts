/** A transport's receiver that keeps what it is told, and lets tests wait for it. */
import { EventEmitter, once } from 'node:events'
import type { Receiver } from '../../agent/transport/transport.ts'

export type Told =
  | {
      readonly kind: 'datagram'
      readonly text: string
      readonly from: string
      readonly atMs: number
    }
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

  datagram(bytes: Uint8Array, from: string, atMs: number): void {
    this.#tell({ kind: 'datagram', text: Buffer.from(bytes).toString('latin1'), from, atMs })
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
    this.#news.emit('told')
  }
}
