/** A record of a profile, made of folded stacks, with names that somebody hostile chose. */
import { type ProfileReport, parseFolded, reportProfiles } from '../../analysis/index.ts'
import type { ProfileRecord } from '../../harness/profiling/record-profile.ts'
import { sampleRun } from './sample-run.ts'

const STACKS = [
  'protocol-12;#run (agent/transport/linux/native-loop.ts:115);acked (agent/protocol/probing.ts:124) 30',
  'protocol-12;#run (agent/transport/linux/native-loop.ts:115);decode (agent/wire/codec.ts:63) 10',
  'protocol-12;wait (agent/transport/linux/epoll.ts:45) 900',
  'main-11;\u001b[31mred (node:internal/timers:5) 4',
].join('\n')

export function sampleProfileReport(stacks = STACKS): ProfileReport {
  const options = { title: 'agent', kind: 'wall', counts: 'samples', hasThreads: true } as const
  return reportProfiles([parseFolded(stacks, { ...options, frequencyHz: 1000 })], 1000)
}

export function sampleProfile(overrides: Partial<ProfileRecord> = {}): ProfileRecord {
  const { commit, environment } = sampleRun({ agents: 2, durationS: 2 }).record
  return {
    schemaVersion: 1,
    kind: 'flamegraph',
    id: '20261123-021441-flamegraph-24bw',
    startedAt: '2026-11-23T02:14:41.000Z',
    durationS: 5,
    outcome: 'complete',
    tool: { name: 'inspector', version: '24.21.0', options: ['--frequency 1000'] },
    target: { pid: 11, address: '127.0.0.1:9000', command: 'node main.ts', startedByUs: true },
    commit,
    environment,
    cost: {
      durationS: { control: 3, watched: 5 },
      cpuCores: { control: 0.08, watched: 0.17 },
      rttP50S: { control: 50e-6, watched: 51e-6 },
      rttSamples: { control: 900, watched: 1500 },
      rttSource: 'reported by the agent',
    },
    files: [],
    warnings: [{ code: 'x', message: 'somebody \u001b[2Jhostile', advice: 'look away' }],
    profile: sampleProfileReport(),
    ...overrides,
  }
}
