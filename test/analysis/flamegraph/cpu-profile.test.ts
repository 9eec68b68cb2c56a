import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parseCpuProfile } from '../../../analysis/flamegraph/cpu-profile.ts'
import { foldedStacks } from '../../../analysis/flamegraph/folded.ts'
import { summarizeProfile } from '../../../analysis/flamegraph/hottest.ts'
import { sampledCluster } from '../../support/sampled-cluster.ts'

const frame = (functionName: string, url = '', lineNumber = -1) => ({
  functionName,
  url,
  lineNumber,
  columnNumber: 0,
  scriptId: '0',
})
const NODES = [
  { id: 1, callFrame: frame('(root)'), children: [2, 3, 6] },
  { id: 2, callFrame: frame('(idle)') },
  {
    id: 3,
    callFrame: frame('run', 'file:///srv/agent/runtime/agent-host.ts', 9),
    children: [4, 5],
  },
  { id: 4, callFrame: frame('handle', 'file:///srv/agent/protocol/swim.ts', 19) },
  { id: 5, callFrame: frame('wait', 'file:///srv/agent/transport/linux/epoll.ts', 43) },
  { id: 6, callFrame: frame('(garbage collector)') },
]
const TIMES = { startTime: 1_000_000, endTime: 1_010_000 }
const parse = (value: unknown) =>
  parseCpuProfile(JSON.stringify(value), { thread: 'protocol', tid: 7 })

describe('a CPU profile of V8', () => {
  test('weighs each sample by the time until the next', () => {
    const profile = parse({
      nodes: NODES,
      ...TIMES,
      samples: [3, 4, 4, 2, 5, 6],
      timeDeltas: [0, 1000, 2000, 3000, 500, 500],
    })
    assert.equal(profile.unit, 'seconds')
    assert.equal(profile.durationS, 0.01)
    const { functions, busy, waiting } = summarizeProfile(profile)
    assert.deepEqual(
      functions.map(({ frame, self, total }) => [frame.name, frame.layer, ms(self), ms(total)]),
      [
        ['handle', 'protocol', 5, 5],
        ['(garbage collector)', 'v8', 3, 3],
        ['run', 'runtime', 1, 6],
      ],
    )
    assert.deepEqual([ms(busy), ms(waiting)], [9, 1])
  })

  test('names files from the project’s folder on, and lines as editors count them', () => {
    const { frames } = parse({ nodes: NODES, ...TIMES, samples: [4], timeDeltas: [0] })
    const handle = frames.find(({ name }) => name === 'handle')
    assert.equal(`${handle?.file}:${handle?.line}`, 'agent/protocol/swim.ts:20')
  })

  test('of an older V8 has parents instead of children, and only hits', () => {
    const nodes = [
      { id: 1, callFrame: frame('(root)') },
      { id: 2, callFrame: frame('f', 'f.js', 0), parent: 1, hitCount: 3 },
      { id: 3, callFrame: frame('g', 'g.js', 0), parent: 2, hitCount: 1 },
    ]
    const profile = parse({ nodes, ...TIMES })
    assert.equal(
      foldedStacks(profile),
      'protocol-7;f (f.js:1) 3\nprotocol-7;f (f.js:1);g (g.js:1) 1\n',
    )
    assert.equal(ms(summarizeProfile(profile).busy), 10)
    assert.equal(parse({ nodes }).unit, 'samples')
  })

  test('is also read as the inspector answers with it', () => {
    const profile = { nodes: NODES, ...TIMES, samples: [4], timeDeltas: [0] }
    assert.deepEqual(parse({ id: 3, result: { profile } }), parse(profile))
  })

  test('counts samples that go back in time or belong to nothing', () => {
    const { problems } = parse({
      nodes: [...NODES, { callFrame: frame('lost') }],
      ...TIMES,
      samples: [4, 3, 99],
      timeDeltas: [10, -5, 10],
    })
    assert.deepEqual(problems, [
      { what: 'nodes without a number', count: 1 },
      { what: 'samples of a stack that is not in the profile', count: 1 },
      { what: 'samples that are older than the one before', count: 1 },
    ])
  })

  test('whose nodes call each other in a circle comes to an end', () => {
    const nodes = [
      { id: 1, callFrame: frame('f'), children: [2], hitCount: 1 },
      { id: 2, callFrame: frame('g'), children: [1], hitCount: 1 },
    ]
    assert.equal(summarizeProfile(parse({ nodes })).samples, 2)
  })

  test('is read whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        assert.equal(parseCpuProfile(text, { thread: 'x' }).kind, 'wall')
      }),
    )
    const odd = fc.oneof(fc.jsonValue(), fc.integer({ min: 0, max: 3 }))
    const node = fc.record({ id: odd, callFrame: odd, children: fc.array(odd), hitCount: odd })
    const value = { nodes: fc.array(node), samples: fc.array(odd), timeDeltas: fc.array(odd) }
    fc.assert(fc.property(fc.record({ ...value, endTime: odd }), (given) => void parse(given)))
  })

  test('of our own code shows its functions and layers by name', async () => {
    const profile = parseCpuProfile(await sampledCluster(), { thread: 'test' })
    assert.deepEqual(profile.problems, [])
    const { functions, layers, busySamples } = summarizeProfile(profile)
    assert.ok(busySamples > 50, `${busySamples} samples`)
    const seen = new Set(functions.map((hot) => `${hot.frame.layer}: ${hot.frame.file}`))
    assert.ok(seen.has('protocol: agent/protocol/swim.ts'), [...seen].join('\n'))
    assert.ok(seen.has('wire: agent/wire/codec.ts'), [...seen].join('\n'))
    assert.ok(functions.some(({ frame }) => frame.name === 'handle'))
    const protocol = layers.find(({ layer }) => layer === 'protocol')
    assert.ok(protocol !== undefined && protocol.selfSamples > 0)
    assert.ok(protocol.totalSamples >= protocol.selfSamples)
  })
})

function ms(seconds: number): number {
  return Math.round(seconds * 1e6) / 1000
}

test('calls through koffi are not called by the name that V8 has for all of them', () => {
  const frame = (functionName: string, url: string) => ({ functionName, url, lineNumber: 1 })
  const at = (file: string) => `file:///srv/agent/transport/linux/${file}`
  const text = JSON.stringify({
    nodes: [
      { id: 1, callFrame: frame('(root)', ''), children: [2] },
      { id: 2, callFrame: frame('#sendOne', at('send-batch.ts')), children: [3, 4] },
      { id: 3, callFrame: frame('setpriority', '') },
      { id: 4, callFrame: frame('(garbage collector)', '') },
    ],
    startTime: 0,
    endTime: 2000,
    samples: [3, 4],
    timeDeltas: [0, 1000],
  })
  const { frames } = parseCpuProfile(text, { thread: 'protocol' })
  assert.deepEqual(frames.map(({ name }) => name).sort(), [
    '#sendOne',
    '(garbage collector)',
    '(system call through koffi)',
    'setpriority',
  ])
})
