import { type Nothing, oneOf, quote, type Wording } from './entry.ts'

/**
 * ENGINE_, RUN_ and RESULT_: a run that did not end well; MEMBER_: who may ask; SOURCE_, FILE_ and STATE_: what a room
 * stands on. Nothing here may depend on a row.
 */
export type RunCodes = {
  ENGINE_FAILED: Nothing
  RUN_TIMED_OUT: { seconds: number }
  RUN_CANCELLED: Nothing
  RUN_INTERRUPTED: Nothing
  RUN_NO_RECEIVER: { tables: readonly string[] }
  RUN_ACCESS_EXHAUSTED: { table: string; per: 'day' | 'week' | 'month' | 'lifetime'; until?: string }
  RUN_ISOLATION_TOO_WEAK: { tables: readonly string[] }
  RUN_DATA_MISSING: { table: string }
  RESULT_TOO_LARGE: { rows: number }
  MEMBER_UNKNOWN: { member: string; known: readonly string[] }
  MEMBER_MAY_NOT_QUERY: { member: string; able: readonly string[] }
  MEMBER_MAY_NOT_ACTIVATE: { member: string; able: readonly string[] }
  MEMBER_MAY_NOT_OPEN: { member: string; able: readonly string[] }
  SOURCE_NOT_FOUND: { path: string }
  SOURCE_UNREADABLE: { path: string; format: string }
  SOURCE_FAILED: { path: string; reason: string }
  SOURCE_COLUMN_MISMATCH: { column: string; declared: string; found: string; effect: string }
  SOURCE_CHANGED: { table: string; columns: readonly string[] }
  SOURCE_COLUMN_TYPE: { column: string; type: string }
  SOURCE_COLUMN_NAME: { column: string; reason: string }
  SOURCE_LINES_UNREAD: { path: string; reasons: readonly string[] }
  FILE_UNREADABLE: { path: string; reason: string }
  STATE_UNUSABLE: { path: string; reason: string; remedy: 'access' | 'space' | 'version' | 'backup' }
}

const stateRemedies = {
  access: 'give this account the right to write there',
  space: 'make room on the disk',
  version: 'use the version of glovebox that wrote it',
  backup: 'put a backup of the folder in its place',
} as const

export const runCodes: Wording<RunCodes> = {
  ENGINE_FAILED: {
    message: () => 'the run failed',
    help: () => 'the reason is kept for the owners of the data; ask them, or try a smaller question',
  },
  RUN_TIMED_OUT: {
    message: ({ seconds }) => `the run was stopped after ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`,
    help: () => 'ask a smaller question, or allow more time with `--timeout`',
  },
  RUN_CANCELLED: {
    message: () => 'the run was cancelled',
    help: () => 'nothing was released; ask again when you want the result',
  },
  RUN_INTERRUPTED: {
    message: () => 'the process ended before the run did',
    help: () => 'nothing was released; ask again',
  },
  RUN_NO_RECEIVER: {
    message: ({ tables }) => `no member may receive a result that reads ${oneOf(tables)}`,
    help: () => 'give a member the ability `receive`, and name it under `receivers` of these tables if they are listed',
  },
  RUN_ACCESS_EXHAUSTED: {
    message: ({ table, per }) =>
      `the runs that may read ${quote(table)} ${per === 'lifetime' ? 'at all' : `in a ${per}`} are used up`,
    help: ({ until }) =>
      until === undefined
        ? 'ask the owner of the table for more'
        : `ask again from ${until}, or ask the owner for more`,
  },
  RUN_ISOLATION_TOO_WEAK: {
    message: ({ tables }) =>
      `${tables.map(quote).join(' and ')} may be read by runs in a sandbox only, and this machine has none`,
    help: () => 'whoever runs the room can allow one; what is missing stands in every receipt under `isolation`',
  },
  RUN_DATA_MISSING: {
    message: ({ table }) => `the data behind ${quote(table)} is not there, or cannot be read`,
    help: () => 'its owner sees why, and puts in place what the table names',
  },
  RESULT_TOO_LARGE: {
    message: ({ rows }) => `the result has more than ${rows} rows`,
    help: () => 'group by fewer columns, filter more, or add a LIMIT',
  },
  MEMBER_UNKNOWN: {
    message: ({ member }) => `there is no member ${quote(member)} in this collaboration`,
    help: ({ known }) => `ask as ${oneOf(known, 'a member of the collaboration; it has none yet')}`,
  },
  MEMBER_MAY_NOT_QUERY: {
    message: ({ member }) => `${quote(member)} may not submit analyses: it lacks the ability \`query\``,
    help: ({ able }) =>
      able.length === 0 ? 'give a member the ability `query` in the collaboration file' : `ask as ${oneOf(able)}`,
  },
  MEMBER_MAY_NOT_ACTIVATE: {
    message: ({ member }) => `${quote(member)} may not activate results: it lacks the ability \`activate\``,
    help: ({ able }) =>
      able.length === 0 ? 'ask the members for a change that gives one the ability `activate`' : `ask ${oneOf(able)}`,
  },
  MEMBER_MAY_NOT_OPEN: {
    message: ({ member }) => `nothing of this run is for ${quote(member)}`,
    help: ({ able }) => `its result is for ${oneOf(able, 'nobody')}; its receipt is for every member`,
  },
  SOURCE_NOT_FOUND: {
    message: ({ path }) => `no file matches ${quote(path)}`,
    help: () => 'paths and globs are relative to the folder of the collaboration file',
  },
  SOURCE_UNREADABLE: {
    message: ({ path, format }) => `${quote(path)} cannot be read as ${format}`,
    help: ({ format }) => `check that every file of it is ${format} and that this account may read it`,
  },
  SOURCE_FAILED: {
    message: ({ path, reason }) => `${quote(path)} cannot be read: ${reason}`,
    help: () => '`glovebox source test` looks at it again; `glovebox connection list` says what it may be read through',
  },
  SOURCE_COLUMN_MISMATCH: {
    severity: 'warning',
    message: ({ column, declared, found, effect }) =>
      `column ${quote(column)} is declared as ${quote(declared)} and is ${quote(found)} in the source: ${effect}`,
    help: ({ found }) => `declare it as what it is, or write it as declared; ${quote(found)} is the source’s own word`,
  },
  SOURCE_CHANGED: {
    severity: 'warning',
    message: ({ table, columns }) =>
      `the source of ${quote(table)} is not what its pinned types say: see ${columns.slice(0, 12).map(quote).join(', ')}`,
    help: () => 'cells that do not conform are NULL; run `glovebox validate --pin` to take the types as they are',
  },
  SOURCE_COLUMN_TYPE: {
    severity: 'warning',
    message: ({ column, type }) => `column ${quote(column)} is of type ${quote(type)}, which SQL cannot use here`,
    help: () => 'the column is left out; store it as text, number, date, timestamp or boolean to use it',
  },
  SOURCE_COLUMN_NAME: {
    severity: 'warning',
    message: ({ column, reason }) => `SQL cannot name column ${quote(column)} of the source: ${reason}`,
    help: () => 'the column is left out; give it a name of its own, of visible letters, in the header of every file',
  },
  SOURCE_LINES_UNREAD: {
    severity: 'warning',
    message: ({ path, reasons }) => `some lines of ${quote(path)} are not read: ${reasons.join('; ')}`,
    help: () => 'such lines are no rows, whatever is asked; write the file as UTF-8 CSV, with a cell for every column',
  },
  FILE_UNREADABLE: {
    message: ({ path, reason }) => `${quote(path)} cannot be read: ${reason}`,
    help: () => 'name the collaboration file with `-f FILE`, or go to the folder that holds `collaboration.yaml`',
  },
  STATE_UNUSABLE: {
    message: ({ path, reason }) => `the state in ${quote(path)} cannot be used: ${reason}`,
    help: ({ remedy }) => `${stateRemedies[remedy]}; budgets, log and receipts live in it, so do not delete it`,
  },
}
