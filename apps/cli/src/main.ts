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
  process.stderr.write(`glovebox: internal error, which is a bug of glovebox: please report it\n${placeOf(error)}\n`)
  return exitCodes.internal
}

/** Where a bug showed itself. Not its message: that may quote a row. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'something that is not an error was thrown'
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return [error.name, ...frames].join('\n')
}
