#!/usr/bin/env node
/**
 * The executable. Any Node since 12 must be able to load this file, so that an old one is told so in
 * one line: it imports nothing by name and everything else lives behind a dynamic import.
 */
const NODE_MAJOR_MIN = 24

if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_MIN) {
  process.stderr.write(
    `swimbench needs Node ${NODE_MAJOR_MIN} or newer; this is ${process.version} (${process.execPath}). In a checkout, ./setup.sh brings one and npx uses it.\n`,
  )
  process.exitCode = 1
} else {
  import('./command-line/start.ts').then((commandLine) => commandLine.start())
}
