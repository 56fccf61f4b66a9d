import type { SourceFailure } from '../port/source-failure.ts'

/**
 * What went wrong in PostgreSQL, by its code alone: its own words may quote rows, as those of a view whose casts fail
 * do.
 */
export function postgresFailure(error: unknown): SourceFailure {
  const code = codeOf(error)
  const known = Object.entries(classes).find(([prefix]) => code.startsWith(prefix))?.[1]
  if (known !== undefined) return known
  const shown = /^[0-9A-Z]{5}$/.test(code) ? ` (SQLSTATE ${code})` : ''
  return { kind: 'unavailable', reason: `PostgreSQL could not read the table${shown}; see the database's own log` }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

const unreachable: SourceFailure = {
  kind: 'unavailable',
  reason: 'PostgreSQL does not answer: check host and port of the connection, and that it may be reached from here',
}
const untrusted: SourceFailure = {
  kind: 'forbidden',
  reason:
    "PostgreSQL's certificate is not the one that the connection expects: give its authority as `tls: { mode: verify, authority }`",
}

/** By the beginning of the code; https://www.postgresql.org/docs/current/errcodes-appendix.html. */
const classes: Readonly<Record<string, SourceFailure>> = {
  '28': { kind: 'forbidden', reason: 'PostgreSQL does not accept the user or its password' },
  '3D000': { kind: 'not-found', reason: 'there is no such database' },
  '42501': { kind: 'forbidden', reason: 'the user may not read the table: `GRANT SELECT ON … TO …`' },
  '42P01': { kind: 'not-found', reason: 'there is no such table or view, or the user may not use its schema' },
  '3F000': { kind: 'not-found', reason: 'there is no such schema' },
  '53300': { kind: 'unavailable', reason: 'PostgreSQL has no connection left' },
  '55P03': { kind: 'unavailable', reason: 'the table is locked by somebody who changes it' },
  '40001': { kind: 'unavailable', reason: 'the standby had to end the snapshot: raise `hot_standby_feedback` there' },
  '57014': { kind: 'unavailable', reason: "the user's `statement_timeout` ended the reading" },
  '25P03': { kind: 'unavailable', reason: "the user's `idle_in_transaction_session_timeout` ended the snapshot" },
  '25P04': { kind: 'unavailable', reason: "the user's `transaction_timeout` ended the snapshot" },
  '57P0': { kind: 'unavailable', reason: 'PostgreSQL is stopping or starting' },
  '08': unreachable,
  ECONN: unreachable,
  ENOTFOUND: unreachable,
  EAI_AGAIN: unreachable,
  ETIMEDOUT: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ENOENT: unreachable,
  ERR_TLS: untrusted,
  CERT_: untrusted,
  DEPTH_ZERO: untrusted,
  SELF_SIGNED: untrusted,
  UNABLE_TO: untrusted,
}
