/** The flags that say what cluster to start, and the checks that need more than one of them. */
import { randomInt } from 'node:crypto'
import { Flags } from '@oclif/core'
import {
  configProblems,
  type PresetName,
  type ProtocolConfig,
  TRANSPORTS,
  type TransportChoice,
} from '../../agent/index.ts'
import { UserError } from '../errors.ts'
import { inFlagWords, protocolFrom } from './knobs.ts'

const SEED_MAX = 2 ** 32 - 1

export const clusterFlags = {
  nodes: Flags.integer({
    char: 'n',
    summary: 'Agents in the cluster.',
    default: 4,
    min: 2,
    max: 1000,
    helpValue: '<n>',
  }),
  'base-port': Flags.integer({
    summary: 'Port of the first agent, the others follow. 0 takes free ones.',
    default: 9000,
    min: 0,
    max: 65_535,
    helpValue: '<port>',
  }),
}

export const transportFlag = Flags.option({
  summary: 'What carries datagrams.',
  description:
    'ffi: system calls through FFI, for Linux. dgram: node:dgram, everywhere. auto: ffi where it works, else dgram.',
  options: TRANSPORTS,
  default: 'auto' as TransportChoice,
})()

export const seedFlag = Flags.integer({
  summary: 'Seed of every random choice; a new one by default.',
  min: 0,
  max: SEED_MAX,
  helpValue: '<n>',
  default: async () => randomInt(SEED_MAX),
  defaultHelp: async () => undefined,
  noCacheDefault: true,
})

/** The protocol that the flags describe, or the reasons why nobody can run it. */
export function checkedProtocol(flags: Readonly<Record<string, unknown>>): {
  readonly preset: PresetName
  readonly protocol: ProtocolConfig
} {
  const chosen = protocolFrom(flags)
  const problems = configProblems(chosen.protocol).map(inFlagWords)
  if (problems.length === 0) return chosen
  throw new UserError(problems.join('; '), {
    suggestion: 'swimbench run --help explains the knobs.',
    exitCode: 2,
  })
}
