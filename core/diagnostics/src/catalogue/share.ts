import { type Nothing, oneOf, quote, type Wording } from './entry.ts'

/** SHARE_: what an owner shares from its own machine, and with whom. */
export type ShareCodes = {
  SHARE_FOLDER: { folder: string }
  SHARE_FOLDER_TAKEN: { folder: string }
  SHARE_CONFIG: { path: string; accepted: string }
  SHARE_NAME: { name: string; accepted: string }
  SHARE_TABLE_TAKEN: { name: string }
  SHARE_TABLE_UNKNOWN: { name: string; known: readonly string[] }
  SHARE_TABLE_UNREADABLE: { name: string; reason: string }
  SHARE_COLUMN_UNKNOWN: { column: string; table: string; known: readonly string[] }
  SHARE_COLUMNS_OF_MANY: { grant: string }
  SHARE_RECIPIENT_TAKEN: { name: string }
  SHARE_RECIPIENT_UNKNOWN: { name: string; known: readonly string[] }
  SHARE_RECIPIENT_REVOKED: { name: string }
  SHARE_EXPIRY: { written: string }
  SHARE_PROFILE_TAKEN: { path: string }
  SHARE_PLAIN_HTTP: { host: string }
  SHARE_TLS: { reason: string }
  SHARE_LISTEN: { host: string; port: number; reason: string }
  SHARE_NOT_WRITTEN: Nothing
}

export const shareCodes: Wording<ShareCodes> = {
  SHARE_FOLDER: {
    message: ({ folder }) => `nothing is shared from ${quote(folder)}`,
    help: () => 'make the folder with `glovebox share init`, or name another one with `--folder`',
  },
  SHARE_FOLDER_TAKEN: {
    message: ({ folder }) => `${quote(folder)} is already a folder of a share server`,
    help: () => 'go on with it, or name another one with `--folder`',
  },
  SHARE_CONFIG: {
    message: ({ path }) => `${quote(path)} of share.yaml is not as it must be`,
    help: ({ accepted }) => `accepted is: ${accepted}`,
  },
  SHARE_NAME: {
    message: ({ name }) => `${quote(name)} is not a name that is accepted here`,
    help: ({ accepted }) => `write ${accepted}, of letters, digits, \`_\` and \`-\``,
  },
  SHARE_TABLE_TAKEN: {
    message: ({ name }) => `a table ${quote(name)} is shared already`,
    help: () => 'take another name, or remove that one first',
  },
  SHARE_TABLE_UNKNOWN: {
    message: ({ name }) => `no shared table, schema or share is named ${quote(name)}`,
    help: ({ known }) => `shared are ${oneOf(known)}; \`glovebox share add\` adds one`,
  },
  SHARE_TABLE_UNREADABLE: {
    message: ({ name }) => `the files of ${quote(name)} cannot be shared`,
    help: ({ reason }) => reason,
  },
  SHARE_COLUMN_UNKNOWN: {
    message: ({ column, table }) => `${quote(table)} has no column ${quote(column)}`,
    help: ({ known }) => `it has ${oneOf(known)}`,
  },
  SHARE_COLUMNS_OF_MANY: {
    message: ({ grant }) => `${quote(grant)} names columns or a version, and no single table`,
    help: () => 'write `share.schema.table:column,column` or `share.schema.table@version`',
  },
  SHARE_RECIPIENT_TAKEN: {
    message: ({ name }) => `there is a recipient ${quote(name)} already`,
    help: () => 'take another name, or give it a new token with `glovebox share recipient rotate`',
  },
  SHARE_RECIPIENT_UNKNOWN: {
    message: ({ name }) => `there is no recipient ${quote(name)}`,
    help: ({ known }) => `there are ${oneOf(known)}`,
  },
  SHARE_RECIPIENT_REVOKED: {
    message: ({ name }) => `recipient ${quote(name)} is revoked`,
    help: () => 'a revoked recipient stays revoked: add one with another name',
  },
  SHARE_EXPIRY: {
    message: ({ written }) => `${quote(written)} is no time that a token may be valid for`,
    help: () => 'write days or hours, like `90d` or `12h`, of at most ten years',
  },
  SHARE_PROFILE_TAKEN: {
    message: ({ path }) => `there is a file ${quote(path)} already`,
    help: () => 'name another one with `--profile`: a profile holds a token and is never written over',
  },
  SHARE_PLAIN_HTTP: {
    message: ({ host }) => `tokens and rows would be sent in the clear from ${quote(host)}`,
    help: () =>
      'set `tls` in share.yaml, or `behindProxy: true` where something before it speaks TLS, or listen on 127.0.0.1',
  },
  SHARE_TLS: {
    message: () => 'the certificate or its key cannot be used',
    help: ({ reason }) => reason,
  },
  SHARE_LISTEN: {
    message: ({ host, port }) => `${quote(host)} cannot be listened on at port ${port}`,
    help: ({ reason }) => reason,
  },
  SHARE_NOT_WRITTEN: {
    message: () => 'the folder of the share server cannot be written',
    help: () => 'check who may write to it, and the space that is left',
  },
}
