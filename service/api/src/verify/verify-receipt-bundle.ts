import {
  canonicalJson,
  hashLeaf,
  type Json,
  opensCommitment,
  taggedHash,
  utf8,
  verifyInclusion,
  verifyReceipt,
} from '@glovebox/crypto'
import { diagnostic } from '@glovebox/diagnostics'
import { isRefuted, readCheckpoint, readKey, type Trust } from './read-checkpoint.ts'
import { type ReceiptBundle, type ResultOpening, receiptBundleShape } from './receipt-bundle.ts'
import { type Refuted, refutedBy, refutedProof } from './refuted.ts'

/** What a receipt that holds says of itself. */
export type VerifiedReceipt = {
  readonly status: 'verified'
  readonly receipt: string
  /** The log that it is in, and its place there. */
  readonly origin: string
  readonly sequence: number
  /** The log that the proof was checked against; to be compared with the checkpoints of other members. */
  readonly size: number
  readonly root: string
  /** Whether a given result is the one that the receipt commits to. */
  readonly result: 'opened' | 'not-given'
}

/**
 * Checks, offline and with the server's public key alone, that the server signed this receipt and that it is in the log
 * of the checkpoint beside it; with `opening` also that the result is the one that was released.
 */
export function verifyReceiptBundle(given: unknown, trust: Trust, opening?: ResultOpening): VerifiedReceipt | Refuted {
  const decoded = receiptBundleShape.decode(given, '')
  if (!decoded.ok) {
    const { path, message } = decoded.mismatches[0] ?? { path: '', message: '' }
    return refutedBy(diagnostic('RECEIPT_MALFORMED', { path: path === '' ? '/' : path, message }))
  }
  const bundle = decoded.value
  const key = readKey(trust)
  if (isRefuted(key)) return key
  const spelled = canonicalJson(bundle.receipt as Json)
  if (!verifyReceipt(spelled, bundle.signature, key)) return refutedBy(diagnostic('RECEIPT_BAD_SIGNATURE', {}))
  const sequence = bundle.inclusion.leafIndex + 1
  if (!isEntryOf(bundle, spelled, sequence)) return refutedBy(diagnostic('RECEIPT_NOT_OF_ENTRY', { sequence }))
  const checkpoint = readCheckpoint(bundle.checkpoint, trust)
  if (isRefuted(checkpoint)) return checkpoint
  const { origin, size, root } = checkpoint
  const { leafIndex: index, proof } = bundle.inclusion
  const leafHash = hashLeaf(utf8(canonicalJson(bundle.entry as Json)))
  const included = verifyInclusion({ index, leafHash, size, root, proof })
  if (!included.ok) return refutedProof(included.fault)
  const fault = opening === undefined ? undefined : openingFault(bundle, opening)
  if (fault !== undefined) return fault
  const result = opening === undefined ? 'not-given' : 'opened'
  return { status: 'verified', receipt: String(fieldOf(bundle.receipt, 'id')), origin, sequence, size, root, result }
}

/** Whether the entry is the one that names this receipt, at this place. */
function isEntryOf({ receipt, entry, inclusion }: ReceiptBundle, spelled: string, sequence: number): boolean {
  return (
    fieldOf(entry, 'kind') === 'finished' &&
    fieldOf(entry, 'sequence') === sequence &&
    fieldOf(entry, 'receipt') === fieldOf(receipt, 'id') &&
    fieldOf(entry, 'run') === fieldOf(receipt, 'run') &&
    fieldOf(entry, 'receiptHash') === taggedHash('receipt', spelled) &&
    inclusion.leafIndex < inclusion.size
  )
}

function openingFault({ receipt }: ReceiptBundle, { salt, result }: ResultOpening): Refuted | undefined {
  const commitment = fieldOf(receipt, 'commitment')
  if (typeof commitment !== 'string') return refutedBy(diagnostic('RECEIPT_WITHOUT_COMMITMENT', {}))
  const committed = { columns: result.columns as Json, rows: result.rows as readonly Json[] }
  return opensCommitment(commitment, committed, salt) ? undefined : refutedBy(diagnostic('RECEIPT_NOT_OPENED', {}))
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Readonly<Record<string, unknown>>)[name]
}
