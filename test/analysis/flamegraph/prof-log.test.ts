/** Ticks of `--prof`, as 0x works with them. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { parseProfLog } from '../../../analysis/flamegraph/prof-log.ts'

const OPTIONS = { title: 't', thread: 'main' }
const CODE = [
  { name: 'epoll_pwait2@@GLIBC_2.35', type: 'CPP' },
  { name: 'wait file:///srv/agent/transport/linux/epoll.ts:45:7', type: 'JS', kind: 'Opt' },
  {
    name: '#turn file:///srv/agent/transport/linux/native-loop.ts:128:8',
    type: 'JS',
    kind: 'Unopt',
  },
  { name: 'LoadIC', type: 'CODE', kind: 'Builtin' },
]

/** Innermost first, each with an offset. */
function tick(tm: number, stack: readonly number[], vm = 0) {
  return { tm, vm, s: stack.flatMap((code) => [code, 0]) }
}

function parse(ticks: readonly unknown[], more = {}) {
  return parseProfLog(JSON.stringify({ code: CODE, ticks }), { ...OPTIONS, ...more })
}

function stackOf(profile: ReturnType<typeof parse>): string[] {
  const tree = profile.threads[0]?.tree
  return (tree?.frames ?? []).slice(1).map((frame) => profile.frames[frame]?.name ?? '')
}

describe('a log of --prof', () => {
  test('has functions by name and file, innermost last, and their tiers', () => {
    const profile = parse([tick(1000, [0, 1, 2])])
    assert.deepEqual(
      profile.frames.map(({ name, file, layer }) => [name, file, layer]),
      [
        ['#turn', 'agent/transport/linux/native-loop.ts', 'transport'],
        ['wait', 'agent/transport/linux/epoll.ts', 'transport'],
        ['epoll_pwait2', '', 'native'],
      ],
    )
    assert.deepEqual(
      profile.frames.map(({ tiers, isWaiting }) => [tiers, isWaiting]),
      [
        [{ interpreted: 1 }, false],
        [{ turbofan: 1 }, true],
        [{}, false],
      ],
    )
  })

  test('gives each tick the time until the next, but no gap to anybody', () => {
    const { threads } = parse([tick(0, [2]), tick(1500, [2]), tick(900_000, [2])])
    const [self = 0] = (threads[0]?.tree.self ?? []).slice(1)
    assert.ok(Math.abs(self - (0.0015 + 0.01 + 0.001)) < 1e-9, `${self}`)
  })

  test('is cut to the moment that was watched', () => {
    const { threads } = parse([tick(1e6, [2]), tick(2e6, [2]), tick(3e6, [2])], {
      fromS: 1.5,
      toS: 2.5,
    })
    assert.deepEqual(threads[0]?.tree.samples, [0, 1])
  })

  test('names what V8 did besides running code', () => {
    assert.deepEqual(stackOf(parse([tick(0, [2], 1)])), ['#turn', '(garbage collector)'])
    assert.deepEqual(stackOf(parse([tick(0, [-1], 8)])), ['(idle)'])
    assert.deepEqual(stackOf(parse([tick(0, [-1])])), ['[unknown]'])
  })

  test('that is none is a problem and no exception', () => {
    for (const text of ['', '[]', '{"code":1}', 'null', '{"code":[],"ticks":{}}']) {
      assert.equal(parseProfLog(text, OPTIONS).problems.length, 1, text)
    }
    assert.deepEqual(parse([{}, null, tick(0, [99])]).problems, [
      { what: 'ticks without a time or a stack', count: 2 },
    ])
  })

  test('never throws, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(fc.anything()), fc.array(fc.anything()), (code, ticks) => {
        const text = JSON.stringify({ code, ticks }, (_, value) =>
          typeof value === 'bigint' ? Number(value) : value,
        )
        parseProfLog(text, OPTIONS)
      }),
    )
  })
})
