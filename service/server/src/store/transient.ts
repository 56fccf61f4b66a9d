import { resultCode } from './sqlite-file.ts'

/** The connection was lost while a transaction was being kept: whether it was is not known until somebody looks. */
export class OutcomeUnknown extends Error {}

/** PostgreSQL gave up a transaction for the sake of others. */
const givenUp: ReadonlySet<string> = new Set(['40001', '40P01'])

const passing: ReadonlySet<string> = new Set([
  // Out of room, memory, connections, time for a lock; shutting down, crashed, starting.
  ...['53100', '53200', '53300', '55P03', '57P01', '57P02', '57P03', '57P05'],
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN'],
])

/** SQLite's: busy, locked, an I/O error, a full disk. */
const passingResults: readonly number[] = [5, 6, 10, 13]

/** What the PostgreSQL client says without a code. */
const lostConnection =
  /^(Connection terminated|Client (has encountered a connection error|was closed)|timeout (exceeded|expired))/

/** Whether the same transaction may well be kept if it is run again from its start. */
export function isGivenUp(error: unknown): boolean {
  return givenUp.has(codeOf(error))
}

/** Whether the trouble is the database's and passes. Nothing was kept, unless it is an `OutcomeUnknown`. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof OutcomeUnknown || (error.cause instanceof Error && isLostConnection(error.cause))) return true
  // A connection attempt to several addresses fails with all their errors.
  if (error instanceof AggregateError) return error.errors.some(isTransient)
  const code = codeOf(error)
  const isMissingSocket = code === 'ENOENT' && 'syscall' in error && error.syscall === 'connect'
  const isPassing = passing.has(code) || passingResults.includes(resultCode(error))
  return isGivenUp(error) || isPassing || isMissingSocket || isLostConnection(error)
}

/** Whether the connection is gone with the error: PostgreSQL closed it, or nobody answers. */
export function isLostConnection(error: Error): boolean {
  if ('severity' in error && error.severity === 'ERROR') return false
  const code = codeOf(error)
  return passing.has(code) || code.startsWith('08') || lostConnection.test(error.message) || 'severity' in error
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
