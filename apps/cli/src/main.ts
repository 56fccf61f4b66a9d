import { CommanderError } from 'commander'
import { exitCodes } from './exit-code.ts'
import { buildProgram } from './program.ts'
import { UsageError } from './usage-error.ts'
import { version } from './version.ts'

// A reader that goes away (`| head`) is not an error, and there is nobody left to tell.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })
}

try {
  await buildProgram(version).parseAsync()
} catch (error) {
  process.exitCode = exitCodeOfError(error)
}

function exitCodeOfError(error: unknown): number {
  // Commander has said what is wrong; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
  if (error instanceof UsageError) {
    process.stderr.write(`error: ${error.message}\n`)
    return exitCodes.usage
  }
  // SQLite names tables and the disk, never what they hold.
  if (error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR') {
    process.stderr.write(`error: the state beside the collaboration file cannot be used: ${error.message}\n`)
    return exitCodes.failed
  }
  process.stderr.write(`glovebox: internal error, which is a bug of glovebox: please report it\n${describe(error)}\n`)
  return exitCodes.internal
}

/** Where a bug showed itself. Its message may quote a row, so it is shown to whoever asks for it only. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'something that is not an error was thrown'
  const stack = error.stack ?? ''
  if (process.env.GLOVEBOX_DEBUG) return stack
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line))
  return [`${error.name} (GLOVEBOX_DEBUG=1 shows its message, which may quote data)`, ...frames].join('\n')
}
