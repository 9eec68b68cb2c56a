/**
 * The capture record: what a tool found out about one process, as it stands on disk in
 * `results/<capture id>/capture.json`. This file owns the format: its type, its version, its
 * validation. What each kind of capture says beyond that is that kind's own payload.
 */
import { z } from 'zod'
import { profileReport } from './flamegraph/profile-report.ts'
import { parseStored } from './parse-stored.ts'
import { perfStatReport } from './perf-stat/report.ts'
import { commit, environment, warning } from './run-record.ts'
import { syscallReport } from './syscalls/summary.ts'

const CAPTURE_SCHEMA_VERSION = 1

const count = z.number().int().nonnegative()

/** Of a moment without the tool and of one with it; null where it could not be had. */
const pair = z.object({ control: z.number().nullable(), watched: z.number().nullable() })

/** What watching cost the process: an equal moment without the tool, measured right before. */
const cost = z.object({
  durationS: pair,
  /** Of the process: 1 is one core kept busy. */
  cpuCores: pair,
  rttP50S: pair,
  rttSamples: pair,
  /** Whose round trips these are; null when there are none. */
  rttSource: z.string().nullable(),
})

const common = z.object({
  schemaVersion: z.literal(CAPTURE_SCHEMA_VERSION),
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
  startedAt: z.iso.datetime(),
  /** How long the tool watched. */
  durationS: z.number().nonnegative(),
  outcome: z.enum(['complete', 'interrupted', 'target-ended']),
  tool: z.object({ name: z.string(), version: z.string(), options: z.array(z.string()) }),
  target: z.object({
    pid: count,
    address: z.string().nullable(),
    command: z.string(),
    startedByUs: z.boolean(),
  }),
  commit,
  environment,
  cost: cost.nullable(),
  /** Names of raw data in `traces/<capture id>/`. */
  files: z.array(z.string()),
  warnings: z.array(warning),
})

const captureRecord = z.discriminatedUnion('kind', [
  common.extend({ kind: z.literal('syscalls'), syscalls: syscallReport }),
  common.extend({ kind: z.literal('perf-stat'), perfStat: perfStatReport }),
  common.extend({ kind: z.literal('flamegraph'), profile: profileReport }),
  common.extend({
    kind: z.literal('clinic'),
    /** `page` is among the files. */
    clinic: z.object({ view: z.string(), page: z.string() }),
  }),
])

export type CaptureRecord = z.infer<typeof captureRecord>
export type CaptureKind = CaptureRecord['kind']
export type CaptureCost = z.infer<typeof cost>

export type ParsedCapture =
  | { readonly ok: true; readonly record: CaptureRecord }
  | { readonly ok: false; readonly problem: string }

/** Reads `capture.json`. One that is broken, or of another version, is a problem and not an exception. */
export function parseCaptureRecord(text: string): ParsedCapture {
  const stored = parseStored(text, captureRecord, CAPTURE_SCHEMA_VERSION)
  return stored.ok ? { ok: true, record: stored.value } : stored
}
