import type { Wording } from './entry.ts'

/** Refusals of a server: its settings, and what it needs to start. */
export type ServerCodes = {
  SETTINGS_UNREADABLE: { path: string }
  SETTINGS_INVALID: { setting: string; message: string }
  SETTINGS_VARIABLE_UNKNOWN: { variable: string }
  SERVER_ADDRESS_TAKEN: { address: string }
  SERVER_KEYS_UNUSABLE: { path: string }
  SERVER_KMS_REFUSED: { reason: string }
  KEY_ROTATION_REFUSED: { fault: 'no-keys' | 'set-elsewhere' | 'no-former-key' | 'same-key' }
  SERVER_RUNNING: { place: string }
  SERVER_ISOLATION: { minimum: string; missing: string }
  SERVER_DATABASE_UNREACHABLE: { place: string }
  BACKUP_UNUSABLE: {
    path: string
    fault: 'not-a-backup' | 'other-version' | 'not-empty' | 'cut-short' | 'unknown-table'
  }
}

export const serverCodes: Wording<ServerCodes> = {
  SETTINGS_UNREADABLE: {
    message: ({ path }) => `the settings file \`${path}\` is not YAML with keys and values`,
    help: () => 'see docs/guide/server.md for an example; aliases are not understood',
  },
  SETTINGS_INVALID: {
    message: ({ setting, message }) => `\`${setting}\` ${message}`,
    help: () => 'docs/reference/settings.md lists every setting and what it may be',
  },
  SETTINGS_VARIABLE_UNKNOWN: {
    message: ({ variable }) => `the environment variable \`${variable}\` is no setting`,
    help: () => 'docs/reference/settings.md lists every variable; remove it, or mend its name',
  },
  SERVER_ADDRESS_TAKEN: {
    message: ({ address }) => `cannot listen on \`${address}\``,
    help: () => 'set `listen.port` or `listen.host` to a free address, or stop what listens there',
  },
  SERVER_KEYS_UNUSABLE: {
    message: ({ path }) => `the keys in \`${path}\` cannot be used`,
    help: () =>
      'give this account access to them, or restore the folder from where it was kept; without them nothing that is sealed can be opened',
  },
  SERVER_KMS_REFUSED: {
    message: ({ reason }) => `AWS KMS did not give the master key: \`${reason}\``,
    help: () =>
      'check `keys.kms`, the credentials of this account, and that it may call kms:Decrypt and kms:GenerateDataKey; nothing was changed',
  },
  KEY_ROTATION_REFUSED: {
    message: ({ fault }) => `the master key cannot be changed: ${rotationFaults[fault].reason}`,
    help: ({ fault }) => rotationFaults[fault].help,
  },
  SERVER_RUNNING: {
    message: ({ place }) => `another server runs on \`${place}\``,
    help: () => 'one database has one server; stop the other, or choose another `folder` or `database.url`',
  },
  SERVER_ISOLATION: {
    message: ({ minimum, missing }) =>
      `runs cannot be isolated as \`engine.minimumIsolation: ${minimum}\` asks: ${missing}`,
    help: () => 'install bubblewrap and allow user namespaces, or lower the setting',
  },
  SERVER_DATABASE_UNREACHABLE: {
    message: ({ place }) => `the database \`${place}\` cannot be reached`,
    help: () => 'check that PostgreSQL runs, and the user, password and name in `database.url`',
  },
  BACKUP_UNUSABLE: {
    message: ({ path, fault }) => `\`${path}\` cannot be restored: ${backupFaults[fault].reason}`,
    help: ({ fault }) => backupFaults[fault].help,
  },
}

const rotationFaults = {
  'no-keys': {
    reason: 'there are no keys yet',
    help: 'name the `folder` of the server; keys are made when it first starts',
  },
  'set-elsewhere': {
    reason: 'a setting holds it',
    help: 'set the new key, and say with `--from` which settings, or with `--from-variable` which variable, held the former one',
  },
  'no-former-key': {
    reason: 'there is no key where the former settings say',
    help: 'name the settings with which the server ran last',
  },
  'same-key': { reason: 'the former and the new one are the same', help: 'set another key' },
} as const

const backupFaults = {
  'not-a-backup': { reason: 'it is not a backup of glovebox', help: 'name a file that glovebox backup wrote' },
  'other-version': {
    reason: 'it was made by another version',
    help: 'restore it with the version that made it, start that server once with this one after',
  },
  'not-empty': { reason: 'the database holds something already', help: 'restore into an empty `folder` or database' },
  'cut-short': { reason: 'its end is missing or damaged', help: 'copy it again from where it was kept' },
  'unknown-table': {
    reason: 'it holds what this version does not know',
    help: 'restore it with the version that made it',
  },
} as const
