/** A perf-stat capture with something in every field, for tests of what is made of it. */
import type { CaptureRecord } from '../../analysis/capture-record.ts'
import { parsePerfStat } from '../../analysis/perf-stat/parse.ts'
import { sampleRun } from './sample-run.ts'

/** As perf 6.1 writes it for a process of three threads on a machine with few counters. */
export const PERF_STAT_CSV = `# started on Mon Nov 23 02:19:54 2026

protocol-51,4.50,msec,task-clock,4535428,100.00,0.001,CPUs utilized
MainThread-50,0.50,msec,task-clock,137145,100.00,0.000,CPUs utilized
V8Worker-52,<not counted>,msec,task-clock,0,100.00,,
protocol-51,20,,context-switches,4535428,100.00,4.410,K/sec
MainThread-50,2,,context-switches,137145,100.00,7.292,K/sec
V8Worker-52,<not counted>,,context-switches,0,100.00,,
protocol-51,0,,page-faults,4535428,100.00,0.000,/sec
MainThread-50,3,,page-faults,137145,100.00,0.000,/sec
V8Worker-52,<not counted>,,page-faults,0,100.00,,
protocol-51,3000000,,cycles,2267714,50.00,,
MainThread-50,1000000,,cycles,137145,100.00,,
V8Worker-52,<not counted>,,cycles,0,0.00,,
protocol-51,2000000,,instructions,4535428,100.00,,
MainThread-50,1000000,,instructions,137145,100.00,,
V8Worker-52,<not counted>,,instructions,0,0.00,,
protocol-51,<not supported>,,cache-misses,0,100.00,,
MainThread-50,<not supported>,,cache-misses,0,100.00,,
V8Worker-52,<not supported>,,cache-misses,0,100.00,,
`

export function samplePerfStat(
  differences: Partial<CaptureRecord> = {},
): CaptureRecord & { readonly kind: 'perf-stat' } {
  const { environment, commit } = sampleRun({ agents: 2, durationS: 10 }).record
  const record: CaptureRecord & { readonly kind: 'perf-stat' } = {
    schemaVersion: 1,
    kind: 'perf-stat',
    id: '20261123-021949-perf-stat-ab12',
    startedAt: '2026-11-23T02:19:49.000Z',
    durationS: 5,
    outcome: 'complete',
    tool: { name: 'perf', version: '6.1.187', options: ['stat'] },
    target: { pid: 50, address: '127.0.0.1:9000', command: 'node agent.js', startedByUs: true },
    commit,
    environment,
    cost: {
      durationS: { control: 3, watched: 5 },
      cpuCores: { control: 0.0012, watched: 0.0013 },
      rttP50S: { control: 0.00025, watched: 0.00026 },
      rttSamples: { control: 30, watched: 50 },
      rttSource: 'reported by the agent',
    },
    files: ['perf-stat.csv'],
    warnings: [],
    perfStat: { wallS: 5, cycles: 5, ...parsePerfStat(PERF_STAT_CSV) },
  }
  return { ...record, ...differences } as typeof record
}
