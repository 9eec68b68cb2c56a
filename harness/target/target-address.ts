/** Addresses as commands take them: a port of any address of this machine, or one address of it. */
import { parseAddress } from '../../agent/index.ts'
import { isWildcard } from '../cluster/socket-table.ts'
import { UserError } from '../errors.ts'

export type TargetAddress = {
  /** Undefined: whichever of this machine's. */
  readonly host: string | undefined
  readonly port: number
}

const ANY_HOST = /^:(\d{1,5})$/
const PORT_MAX = 65_535

export function parseTargetAddress(text: string): TargetAddress {
  const port = Number(ANY_HOST.exec(text)?.[1] ?? Number.NaN)
  const parsed = Number.isNaN(port) ? parseAddress(text) : { host: undefined, port }
  if (parsed === undefined || parsed.port < 1 || parsed.port > PORT_MAX) {
    const isPort = /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= PORT_MAX
    throw new UserError(`${JSON.stringify(text)} is no address`, {
      suggestion: isPort
        ? `For the port write :${text}, for the process --pid ${text}.`
        : 'Write :9000, or with a numeric host 127.0.0.1:9000 or [::1]:9000.',
      exitCode: 2,
    })
  }
  const { host } = parsed
  return {
    host: host === undefined || isWildcard(host) ? undefined : host,
    port: parsed.port,
  }
}
