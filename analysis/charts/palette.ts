/**
 * The colours of charts and report by what they mean, for light and dark surroundings. Blue, amber
 * and red differ in lightness as well as in hue, so that they stay apart for colour-blind readers
 * and in grey print (after Okabe & Ito and Paul Tol).
 */

export type Palette = {
  readonly background: string
  readonly ink: string
  readonly muted: string
  readonly grid: string
  /** Main and second series. */
  readonly first: string
  readonly second: string
  readonly third: string
  /** Single samples beside a line. */
  readonly faint: string
  readonly alive: string
  readonly suspect: string
  readonly dead: string
  readonly left: string
}

export type ColorName = keyof Palette

export const LIGHT: Palette = {
  background: '#ffffff',
  ink: '#1d2329',
  muted: '#5c6670',
  grid: '#e4e7ea',
  first: '#0b62a8',
  second: '#c2570c',
  third: '#6b4ba3',
  faint: '#7fa8cc',
  alive: '#b9d5ea',
  suspect: '#f0a30a',
  dead: '#9c1c31',
  left: '#aab2b9',
}

export const DARK: Palette = {
  background: '#15191e',
  ink: '#e6e9ec',
  muted: '#9aa4ae',
  grid: '#2b323a',
  first: '#5fb0ee',
  second: '#f0924a',
  third: '#b79be8',
  faint: '#41729b',
  alive: '#2c5675',
  suspect: '#f5b93c',
  dead: '#f2556d',
  left: '#66717b',
}
