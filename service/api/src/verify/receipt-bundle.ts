import { integer, json, list, object, oneOf, type Shape, text } from '../contract/shape.ts'

/** A receipt with all that proves it to whoever has the server's public key: one JSON file. */
export type ReceiptBundle = {
  readonly version: '1'
  /** The statement about one run. */
  readonly receipt: unknown
  /** Ed25519 over the receipt in canonical JSON, in base64. */
  readonly signature: string
  /** The verifier key that the server says it signed with; whoever checks brings the key they trust. */
  readonly key: string
  /** The entry of the log that names the receipt. */
  readonly entry: unknown
  readonly inclusion: InclusionProof
  /** The signed checkpoint that the proof leads to. */
  readonly checkpoint: string
}

/** That an entry is in a log of a size. */
export type InclusionProof = {
  /** From 0: one less than the entry's sequence number. */
  readonly leafIndex: number
  readonly size: number
  readonly proof: readonly string[]
}

/** What opens the commitment of a receipt; for receivers. */
export type ResultOpening = {
  readonly salt: string
  readonly result: { readonly columns: readonly ResultColumn[]; readonly rows: readonly unknown[] }
}

type ResultColumn = { readonly name: string; readonly type: string }

/** A SHA-256 hash in hexadecimal. */
export const hashShape: Shape<string> = text({ min: 64, max: 64, pattern: /^[0-9a-f]{64}$/ })

/** The number of entries of a log, or a place in it from 0. */
export const sizeShape: Shape<number> = integer({ min: 0, max: Number.MAX_SAFE_INTEGER })

/** A proof of a log: more hashes than a tree of 2^53 leaves needs are none. */
export const proofShape: Shape<readonly string[]> = list(hashShape, { max: 128 })

/** A checkpoint as a signed note. */
export const noteShape: Shape<string> = text({ min: 1, max: 20_000 })

export const inclusionProofShape: Shape<InclusionProof> = object(
  { leafIndex: sizeShape, size: sizeShape, proof: proofShape },
  { name: 'InclusionProof', description: 'Proves that an entry is in the log of a size (RFC 9162 §2.1.3).' },
)

export const receiptBundleShape: Shape<ReceiptBundle> = object(
  {
    version: oneOf('1'),
    receipt: json(),
    signature: text({ min: 1, max: 200 }),
    key: text({ min: 1, max: 1000 }),
    entry: json(),
    inclusion: inclusionProofShape,
    checkpoint: noteShape,
  },
  { name: 'ReceiptBundle', description: 'A receipt with all that proves it to whoever has the public key.' },
)

export const resultOpeningShape: Shape<ResultOpening> = object<ResultOpening>(
  {
    salt: text({ max: 200 }),
    result: object<ResultOpening['result']>({
      columns: list(object<ResultColumn>({ name: text(), type: text() }), { max: 10_000 }),
      rows: list(json(), { max: 100_000_000 }),
    }),
  },
  { name: 'ResultOpening' },
)
