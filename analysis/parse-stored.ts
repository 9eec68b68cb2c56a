/** Reads what was stored as JSON. What is broken, or of another version, is a problem in words and not an exception. */
import type { z } from 'zod'

export type Stored<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string }

/** With a `version`, that of the document is looked at first: another one explains all else that is wrong. */
export function parseStored<T>(text: string, schema: z.ZodType<T>, version?: number): Stored<T> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { ok: false, problem: `not JSON: ${error instanceof Error ? error.message : error}` }
  }
  const found = (value as { schemaVersion?: unknown } | null)?.schemaVersion
  if (version !== undefined && found !== version) {
    const what = found === undefined ? 'no schemaVersion' : `schemaVersion ${JSON.stringify(found)}`
    return { ok: false, problem: `${what}; this swimbench reads version ${version}` }
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return { ok: true, value: parsed.data }
  const [issue] = parsed.error.issues
  return { ok: false, problem: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}` }
}
