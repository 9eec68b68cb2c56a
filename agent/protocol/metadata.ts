/** The bound on what a member says about itself. */
import { METADATA_BYTES_MAX } from './message.ts'

/** Callers check what people give them; too much here is a bug. */
export function assertMetadata(metadata: string): void {
  const sizeBytes = new TextEncoder().encode(metadata).length
  if (METADATA_BYTES_MAX < sizeBytes) {
    throw new RangeError(`metadata is ${sizeBytes} bytes; at most ${METADATA_BYTES_MAX}`)
  }
}
