/** A machine on which all is well, for the doctor; each test makes ill what it is about. */
import type { Machine, Output } from '../../harness/doctor/finding.ts'

export type FakeMachine = Partial<Omit<Machine, 'read' | 'run' | 'packageVersion'>> & {
  readonly files?: Readonly<Record<string, string>>
  /** By command line; a program that is not there is not installed. */
  readonly programs?: Readonly<Record<string, Partial<Output>>>
  /** Versions by name. */
  readonly packages?: Readonly<Record<string, string>>
}

export function fakeMachine({
  files = {},
  programs = {},
  packages = {},
  ...facts
}: FakeMachine = {}): Machine {
  return {
    nodeVersion: 'v24.21.0',
    cores: 8,
    memoryBytes: 16e9,
    memoryAvailableBytes: 12e9,
    loadAverage1m: 0.1,
    isRoot: false,
    read: (path) => files[path],
    packageVersion: (name) => packages[name],
    async run(program, args) {
      const output = programs[[program, ...args].join(' ')]
      return output === undefined ? undefined : { code: 0, text: '', ...output }
    },
    ...facts,
  }
}
