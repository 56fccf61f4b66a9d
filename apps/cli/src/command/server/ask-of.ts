import type { AnalysisAsk } from '@glovebox/api'
import type { Command } from 'commander'
import { UsageError } from '../../usage-error.ts'
import { collect } from './verb.ts'

/** The options by which a command that keeps a question is given one. */
export type AskOptions = {
  readonly sql?: string
  readonly template?: string
  readonly param?: readonly string[]
  readonly purpose?: string
}

/** Gives a command these options. */
export function takesAsk(command: Command): Command {
  return command
    .option('--sql <text>', 'what to ask')
    .option('--template <name>', 'an approved template to ask instead')
    .option('--param <name=value>', 'a parameter of the template; repeat it for more', collect)
    .option('--purpose <purpose>', 'what it is asked for')
}

/** What they ask; a usage error unless it is exactly one question. */
export function askOf({ sql, template, param = [], purpose }: AskOptions): AnalysisAsk {
  const wishes = purpose === undefined ? {} : { purpose }
  if (sql !== undefined && template === undefined && param.length === 0) return { sql, ...wishes }
  if (template === undefined || sql !== undefined)
    throw new UsageError('give --sql, or --template with its --param, and only one of them')
  const parameters = Object.fromEntries(
    param.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new UsageError('--param takes name=value')
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
  return { template, parameters, ...wishes }
}
