import { openSync, readFileSync, writeFileSync } from 'node:fs'
import { answersIn, type NativeCall, nativeLibrary } from './native-library.ts'
import { readTask, report } from './tell.ts'

// A worker that has been taken over by code of the machine's own: it asks the kernel itself. For tests only.

/** What it is told to ask. */
export type CallsTask = { readonly spillFolder: string; readonly calls: readonly NativeCall[] }

const { spillFolder, calls } = readTask<CallsTask>()
const answers = `${spillFolder}/answers`
const library = `${spillFolder}/library.node`
writeFileSync(library, nativeLibrary(calls, openSync(answers, 'w')), { mode: 0o700 })
let said = ''
try {
  process.dlopen({ exports: {} }, library)
} catch (error) {
  // It was loaded, and is none of Node's.
  said = String(error)
}
const found = answersIn(readFileSync(answers)).map(Number)
report({ answers: found, said })
process.kill(process.pid, 'SIGKILL')
