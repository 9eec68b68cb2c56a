/** What this implementation calls itself, read once from the package it is part of. */
import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'

export type Implementation = { readonly name: string; readonly version: string }

export function implementation(): Implementation {
  const manifest = findPackageJSON(import.meta.url)
  if (manifest === undefined) return { name: 'swimbench', version: '0.0.0' }
  const { name, version } = JSON.parse(readFileSync(manifest, 'utf8')) as Implementation
  return { name, version }
}
