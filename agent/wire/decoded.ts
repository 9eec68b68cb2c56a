/** What reading bytes comes to: a value, or why there is none. Junk is a value, never an exception. */
export type Decoded<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: DecodeProblem }

export type DecodeProblem = {
  readonly kind: DecodeProblemKind
  /** Where reading stopped. */
  readonly offsetBytes: number
}

export type DecodeProblemKind =
  | 'too-short'
  | 'wrong-version'
  | 'unknown-kind'
  /** Corrupt on the way, or of another cluster: the check covers both. */
  | 'wrong-check'
  /** A field runs past the end. */
  | 'truncated'
  | 'bad-address'
  | 'bad-update'
