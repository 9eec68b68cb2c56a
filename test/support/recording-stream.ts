/** A stream, a terminal or not, that keeps what is written to it. */
import { Writable } from 'node:stream'

export function recordingStream(isTTY: boolean) {
  let written = ''
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written += chunk
      done()
    },
  })
  return { stream: Object.assign(stream, { isTTY, columns: 60 }), written: () => written }
}
