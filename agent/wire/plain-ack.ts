/**
 * The shortest way from a ping to its ack: a plain ping is nine bytes, and so is the ack, with the same
 * sequence. The result is what the codec would have made of it; only the way there is shorter.
 */
import { check } from './cluster.ts'
import { HEADER_BYTES, PLAIN_ACK_HEAD, PLAIN_PING_HEAD } from './codec.ts'

const SEQUENCE_AT = 5

/** Whether `bytes` are a plain ping of the cluster; the ack to it then stands in the first nine bytes of `into`. */
export function writePlainAck(bytes: Uint8Array, cluster: number, into: Uint8Array): boolean {
  if (bytes.length !== HEADER_BYTES || bytes[0] !== PLAIN_PING_HEAD) return false
  const given =
    (((bytes[1] as number) << 24) |
      ((bytes[2] as number) << 16) |
      ((bytes[3] as number) << 8) |
      (bytes[4] as number)) >>>
    0
  if (given !== check(bytes, SEQUENCE_AT, cluster ^ PLAIN_PING_HEAD)) return false
  const own = check(bytes, SEQUENCE_AT, cluster ^ PLAIN_ACK_HEAD)
  into[0] = PLAIN_ACK_HEAD
  into[1] = own >>> 24
  into[2] = (own >>> 16) & 0xff
  into[3] = (own >>> 8) & 0xff
  into[4] = own & 0xff
  for (let at = SEQUENCE_AT; at < HEADER_BYTES; at++) into[at] = bytes[at] as number
  return true
}
