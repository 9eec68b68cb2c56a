/** How commands are told which process to look at. */
import { Args, Flags } from '@oclif/core'
import type { TargetRequest } from '../target/target.ts'

export const targetArgs = {
  address: Args.string({
    description:
      'Where the process is bound: :9000, 127.0.0.1:9000 or [::1]:9000. Where nothing is, an agent of ours is started for the time of the capture.',
    ignoreStdin: true,
  }),
}

export const targetFlags = {
  pid: Flags.integer({
    summary: 'The process, by its id; also says which one when several share an address.',
    min: 1,
    helpValue: '<n>',
  }),
  join: Flags.string({
    summary: 'A member for an agent of ours to join through; may be given more than once.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: '<address>',
  }),
}

export function targetRequestFrom(
  args: { readonly address?: string | undefined },
  flags: { readonly pid?: number | undefined },
): TargetRequest {
  return { address: args.address, pid: flags.pid }
}
