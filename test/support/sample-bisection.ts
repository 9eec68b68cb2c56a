/** A bisection of four commits that found its culprit, with one that could not be built on the way. */
import type { Bisection } from '../../analysis/index.ts'

const sha = (digit: string) => digit.repeat(40)

export function sampleBisection(some: Partial<Bisection> = {}): Bisection {
  const commits = [
    { sha: sha('1'), subject: 'agent: shorter names' },
    { sha: sha('2'), subject: 'agent: does not build' },
    { sha: sha('3'), subject: 'agent: think before answering' },
    { sha: sha('4'), subject: 'README: a word' },
  ]
  const decided = { blocks: 6, confidence: 0.9981, reason: null }
  const nothing = { blocks: 0, change: null, interval: null, confidence: null }
  const culprit = commits[2] ?? null
  return {
    schemaVersion: 1,
    id: '20261123-031642-bisect-4wwj',
    startedAt: '2026-11-23T03:16:42.000Z',
    good: { name: 'v1', sha: sha('0'), subject: 'version 1' },
    bad: { name: 'HEAD', sha: sha('4'), subject: 'README: a word' },
    commits,
    metric: 'rtt.p50',
    margin: 0.05,
    looks: [6, 12, 24],
    seed: 5,
    options: { nodes: 4 },
    steps: [
      { sha: sha('4'), verdict: 'bad', change: 1.52, interval: [1.31, 1.76], ...decided },
      { sha: sha('2'), verdict: 'skipped', ...nothing, reason: '22222222 does not build' },
      { sha: sha('1'), verdict: 'good', change: -0.012, interval: [-0.08, 0.07], ...decided },
      { sha: sha('3'), verdict: 'bad', change: 1.49, interval: [1.2, 1.8], ...decided },
    ],
    outcome: 'range',
    culprit: null,
    suspects: [commits[1], culprit].filter((one) => one !== undefined && one !== null),
    confidence: 0.9943,
    ...some,
  }
}
