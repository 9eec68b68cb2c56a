/** The bound on what a member says about itself. */
import { METADATA_BYTES_MAX } from './message.ts'

/** What it takes as UTF-8. */
export function metadataBytes(metadata: string): number {
  return new TextEncoder().encode(metadata).length
}

/** Callers check what people give them; too much here is a bug. */
export function assertMetadata(metadata: string): void {
  const sizeBytes = metadataBytes(metadata)
  if (METADATA_BYTES_MAX < sizeBytes) {
    throw new RangeError(`metadata is ${sizeBytes} bytes; at most ${METADATA_BYTES_MAX}`)
  }
}
