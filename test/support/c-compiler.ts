/** The system's C compiler for tests of the floor in C; where it is missing they are skipped. */
import { findProgram } from '../../harness/tools/command.ts'
import { C_COMPILERS } from '../benchmarks/rtt/c-floor.ts'

const isThere = C_COMPILERS.some((name) => findProgram(name) !== undefined)

/** Why tests that compile cannot run, and what to do about it; false when they can. */
export const C_COMPILER_MISSING: string | false = isThere
  ? false
  : 'there is no C compiler: sudo apt-get install gcc libc6-dev'
