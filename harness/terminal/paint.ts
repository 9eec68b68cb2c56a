/** Colours for people, and none for pipes: NO_COLOR, FORCE_COLOR and the stream itself decide. */
import { styleText } from 'node:util'

export type PaintFormat = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'
export type Paint = (format: PaintFormat, text: string) => string

export const plain: Paint = (_format, text) => text

export function paintFor(stream: NodeJS.WritableStream): Paint {
  return (format, text) => styleText(format, text, { stream, validateStream: true })
}

const COLUMNS_DEFAULT = 80
const COLUMNS_MIN = 30

/** How wide the terminal behind `stream` is; COLUMNS wins, and what is no terminal is 80 wide. */
export function columnsOf(
  stream: { readonly columns?: number },
  environment: NodeJS.ProcessEnv = process.env,
): number {
  const asked = Number(environment['COLUMNS'])
  const columns = Number.isInteger(asked) && asked > 0 ? asked : (stream.columns ?? 0)
  return columns > 0 ? Math.max(COLUMNS_MIN, columns) : COLUMNS_DEFAULT
}
