/** All profilers by their names. */
import type { Backend, BackendName } from './backend.ts'
import { inspector } from './inspector/inspector.ts'
import { perf } from './perf/perf.ts'
import { zeroX } from './zero-x/zero-x.ts'

export const BACKENDS: Readonly<Record<BackendName, Backend>> = { inspector, perf, '0x': zeroX }
