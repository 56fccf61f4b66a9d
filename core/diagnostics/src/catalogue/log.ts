import type { Nothing, Wording } from './entry.ts'

/** Why a receipt, a checkpoint or an audit log is not to be believed. Said by whoever checks it, offline. */
export type LogCodes = {
  LOG_PROOF_MALFORMED: Nothing
  LOG_INDEX_BEYOND_SIZE: { index: number; size: number }
  LOG_SIZE_SHRANK: { oldSize: number; newSize: number }
  LOG_PROOF_LENGTH: { expected: number; given: number }
  LOG_ROOT_MISMATCH: { expected: string; calculated: string }
  LOG_OLD_ROOT_MISMATCH: { expected: string; calculated: string }
  LOG_EXPORT_MALFORMED: { line: number }
  LOG_EXPORT_ORDER: { line: number; sequence: number }
  LOG_EXPORT_SIZE: { entries: number; size: number }
  LOG_EXPORT_UNSIGNED: Nothing
  SIGN_KEY_MALFORMED: Nothing
  SIGN_NOTE_MALFORMED: Nothing
  SIGN_KEY_UNKNOWN: Nothing
  SIGN_BAD_SIGNATURE: Nothing
  SIGN_CHECKPOINT_MALFORMED: Nothing
  SIGN_OTHER_LOG: Nothing
  RECEIPT_MALFORMED: { path: string; message: string }
  RECEIPT_BAD_SIGNATURE: Nothing
  RECEIPT_NOT_OF_ENTRY: { sequence: number }
  RECEIPT_NOT_OPENED: Nothing
  RECEIPT_WITHOUT_COMMITMENT: Nothing
}

const forgedOrMixed = 'ask for it again; if it stays so, the server shows different histories: keep both as evidence'

export const logCodes: Wording<LogCodes> = {
  LOG_PROOF_MALFORMED: {
    message: () => 'the proof has sizes or hashes that are none',
    help: () => 'sizes are whole numbers from 0; hashes are 64 lower-case hexadecimal digits',
  },
  LOG_INDEX_BEYOND_SIZE: {
    message: ({ index, size }) => `entry ${index + 1} cannot be in a log of ${size} entries`,
    help: () => 'ask for the proof with a checkpoint that is not older than the entry',
  },
  LOG_SIZE_SHRANK: {
    message: ({ oldSize, newSize }) => `a log of ${newSize} entries cannot be the later one of a log of ${oldSize}`,
    help: () => 'a log never gets smaller; give the smaller checkpoint first',
  },
  LOG_PROOF_LENGTH: {
    message: ({ expected, given }) => `the proof has ${given} hashes where these sizes need ${expected}`,
    help: () => 'ask for the proof again, for exactly these sizes',
  },
  LOG_ROOT_MISMATCH: {
    message: ({ expected, calculated }) => `the log comes to the root ${calculated}, and not to the signed ${expected}`,
    help: () => forgedOrMixed,
  },
  LOG_OLD_ROOT_MISMATCH: {
    message: ({ expected, calculated }) => `the log once had the root ${calculated}, and not the noted ${expected}`,
    help: () => forgedOrMixed,
  },
  LOG_EXPORT_MALFORMED: {
    message: ({ line }) => `line ${line} is neither an entry nor a leaf hash nor a checkpoint`,
    help: () => 'check the file as `glovebox log export` wrote it, whole and unchanged',
  },
  LOG_EXPORT_ORDER: {
    message: ({ line, sequence }) => `line ${line} is not entry ${sequence}, which comes there`,
    help: () => 'check the file as `glovebox log export` wrote it, whole and in order',
  },
  LOG_EXPORT_SIZE: {
    message: ({ entries, size }) => `the file has ${entries} entries, and the checkpoint is of ${size}`,
    help: () => 'give the checkpoint that was exported with these entries',
  },
  LOG_EXPORT_UNSIGNED: {
    message: () => 'there is no checkpoint to check the entries against',
    help: () => 'export the log again: its last line is the signed checkpoint; or give one beside the file',
  },
  SIGN_KEY_MALFORMED: {
    message: () => 'the verifier key is none, or of an unknown type',
    help: () => 'write it as the server shows it: `name+id+base64`',
  },
  SIGN_NOTE_MALFORMED: {
    message: () => 'the checkpoint is not a signed note',
    help: () =>
      'a signed note is a text, an empty line, and lines that begin with `—`; keep it exactly as it was given',
  },
  SIGN_KEY_UNKNOWN: {
    message: () => 'the checkpoint is not signed with the given key',
    help: () => 'use the verifier key of the server that signed it; a server with another key is another server',
  },
  SIGN_BAD_SIGNATURE: {
    message: () => 'the signature of the checkpoint does not verify: it was changed, or is forged',
    help: () => 'ask the server for it again',
  },
  SIGN_CHECKPOINT_MALFORMED: {
    message: () => 'what is signed is not a checkpoint',
    help: () => 'a checkpoint has a line each for its log, its size and its root',
  },
  SIGN_OTHER_LOG: {
    message: () => 'the checkpoint is of another log',
    help: () => 'use the checkpoint of the collaboration in question',
  },
  RECEIPT_MALFORMED: {
    message: ({ path, message }) => `the file is not a receipt with its proof: \`${path}\` ${message}`,
    help: () => '`glovebox receipt save ID -o FILE` saves one that can be verified',
  },
  RECEIPT_BAD_SIGNATURE: {
    message: () => 'the signature of the receipt does not verify: it was changed, or is forged, or of another server',
    help: () => 'check that the verifier key is the one of the server that gave it, and ask for the receipt again',
  },
  RECEIPT_NOT_OF_ENTRY: {
    message: ({ sequence }) => `entry ${sequence} of the log does not speak of this receipt`,
    help: () => 'ask the server for the receipt again',
  },
  RECEIPT_NOT_OPENED: {
    message: () => 'the result and its salt do not open the commitment of the receipt: the result is another one',
    help: () => 'give the result exactly as it was received, in JSON, with the salt of this very receipt',
  },
  RECEIPT_WITHOUT_COMMITMENT: {
    message: () => 'the receipt commits to no result',
    help: () => 'only a run that released a result has one to compare with',
  },
}
