import { type Checkpoint, parseVerifierKey, type VerifierKey, verifyCheckpoint } from '@glovebox/crypto'
import { diagnostic } from '@glovebox/diagnostics'
import { type Refuted, refutedBy, refutedSignature } from './refuted.ts'

/** What is believed before anything is checked: the server's key, from a place that is not the server. */
export type Trust = {
  /** As the server spells it: `name+id+base64`. */
  readonly verifierKey: string
  /** The log in question (`server name/collaboration id`); any log of the server where it is absent. */
  readonly origin?: string
}

/** The key that checks signatures. */
export function readKey({ verifierKey }: Trust): VerifierKey | Refuted {
  return parseVerifierKey(verifierKey.trim()) ?? refutedBy(diagnostic('SIGN_KEY_MALFORMED', {}))
}

/** A checkpoint whose signature verifies, of the log in question. */
export function readCheckpoint(note: string, trust: Trust): Checkpoint | Refuted {
  const key = readKey(trust)
  if (isRefuted(key)) return key
  const verified = verifyCheckpoint(note, key, trust.origin)
  return verified.ok ? verified.value : refutedSignature(verified.code)
}

/** Whether reading ended in a verdict. */
export function isRefuted(read: object): read is Refuted {
  return 'status' in read && read.status === 'refuted'
}
