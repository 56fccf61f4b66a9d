import pino from 'pino'
import type { Served } from '../http/app.ts'

/** The operator's log: one JSON object per line. Never a row, a query, a name of a person or a secret. */
export type Logger = {
  readonly info: (what: string, facts?: Readonly<Record<string, string | number | boolean>>) => void
  readonly warn: (what: string, facts?: Readonly<Record<string, string | number | boolean>>) => void
  /** The stack of an error, without its message: messages of engines and databases quote values. */
  readonly error: (what: string, error: unknown, facts?: Readonly<Record<string, string | number | boolean>>) => void
  readonly served: (served: Served) => void
}

/** Opens the log on a stream; everything below `level` is left out. */
export function openLogger(level: string, stream: { write(line: string): void }): Logger {
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  )
  const error: Logger['error'] = (what, thrown, facts = {}) => {
    const [kind, at] = [thrown instanceof Error ? thrown.name : typeof thrown, placesOf(thrown)]
    log.error({ ...facts, error: kind, at }, what)
  }
  return {
    info: (what, facts = {}) => log.info(facts, what),
    warn: (what, facts = {}) => log.warn(facts, what),
    error,
    served: ({ error: thrown, ...facts }) => {
      if (thrown !== undefined) error('a request broke', thrown, { id: facts.id, route: facts.route })
      log.info({ ...facts, durationMs: Math.round(facts.durationMs * 10) / 10 }, 'served')
    },
  }
}

/** Where an error came from: files and lines of our own code. */
function placesOf(thrown: unknown): readonly string[] {
  if (!(thrown instanceof Error)) return []
  return (thrown.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) =>
      line
        .trim()
        .replace(/^at /, '')
        .replace(/file:\/\/.*?\/(core|service|apps|node_modules)\//, '$1/'),
    )
}
