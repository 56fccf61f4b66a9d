#!/usr/bin/env node
// Plain JavaScript that any Node since 18 can read: it finds a Node that runs TypeScript sources and goes on there.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const oldest = [22, 18]
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) {
  module.enableCompileCache?.()
  silenceExperimentalWarnings()
  await import('../src/main.ts')
} else {
  const node = findNode()
  if (node === undefined) {
    process.stderr.write(
      `glovebox: Node ${oldest.join('.')} or newer is needed, and this is ${process.versions.node}; ` +
        'install it, or run `npm install` in the folder of glovebox, which brings one\n',
    )
    process.exitCode = 70
  } else goOnIn(node)
}

/** node:sqlite and type stripping say that they are experimental; that is for us to know, not for our users to read. */
function silenceExperimentalWarnings() {
  const emitWarning = process.emitWarning
  process.emitWarning = (warning, ...rest) => {
    const type = typeof rest[0] === 'string' ? rest[0] : rest[0]?.type
    if (type !== 'ExperimentalWarning') emitWarning.call(process, warning, ...rest)
  }
}

/** The Node that the workspace brings along as a dependency. */
function findNode() {
  const binary = join('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, binary))) return join(folder, binary)
    if (folder === dirname(folder)) return undefined
  }
}

/** Runs the same command there, and ends as it ends. */
function goOnIn(node) {
  // The channel carries nothing: its end tells the child that this process was killed.
  const child = spawn(node, process.argv.slice(1), { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  const forward = (signal) => child.kill(signal)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward)
  child.on('error', (error) => {
    process.stderr.write(`glovebox: ${node} cannot be run: ${error.message}\n`)
    process.exitCode = 70
  })
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal ?? 'SIGKILL'] ?? 0)
  })
}
