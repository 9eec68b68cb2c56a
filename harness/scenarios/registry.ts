/** All scenarios by name. */
import { crash } from './crash.ts'
import type { Scenario } from './scenario.ts'
import { steady } from './steady.ts'

export const SCENARIOS: Readonly<Record<string, Scenario>> = { steady, crash }
