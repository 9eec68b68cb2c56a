/** Frames cut anywhere come out whole; frames that lie are refused. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { FRAME_BYTES_MAX, FrameReader, frameOf } from '../../../agent/transport/frame.ts'

describe('a frame', () => {
  test('comes out as it went in, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.array(fc.nat(204), { maxLength: 6 }),
        (body, cuts) => {
          const frame = frameOf(body)
          const ends = [...new Set(cuts.map((cut) => Math.min(cut, frame.length)))]
          const edges = [0, ...ends.filter((end) => 0 < end), frame.length].sort((a, b) => a - b)
          const reader = new FrameReader()
          for (let at = 1; at < edges.length; at++) {
            if (edges[at - 1] === edges[at]) continue
            const step = reader.push(frame.subarray(edges[at - 1], edges[at]))
            if (edges[at] === frame.length) {
              assert.deepEqual(step, { kind: 'complete', body: Buffer.from(body) })
            } else {
              assert.deepEqual(step, { kind: 'more' })
            }
          }
        },
      ),
    )
  })

  test('that claims more than is allowed is refused at its header', () => {
    const header = Buffer.alloc(4)
    header.writeUInt32BE(FRAME_BYTES_MAX + 1)
    assert.deepEqual(new FrameReader().push(header), {
      kind: 'malformed',
      reason: 'frame-too-long',
    })
  })

  test('with something behind it is malformed', () => {
    const frame = Buffer.concat([frameOf(Uint8Array.of(1, 2)), Buffer.of(3)])
    assert.deepEqual(new FrameReader().push(frame), { kind: 'malformed', reason: 'frame-overrun' })
  })
})
