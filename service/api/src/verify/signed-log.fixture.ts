import {
  appendLeaf,
  type Checkpoint,
  canonicalJson,
  commitmentTo,
  emptyTree,
  type Hash,
  type Json,
  makeProof,
  planConsistency,
  planInclusion,
  type SigningKey,
  signCheckpoint,
  signingKey,
  signReceipt,
  spellVerifierKey,
  taggedHash,
  treeRoot,
} from '@glovebox/crypto'
import { entryLeafHash, type LogExportLine } from './log-export.ts'
import type { ReceiptBundle, ResultOpening } from './receipt-bundle.ts'

// A server in a few lines: it keeps one log, signs what it is asked to, and proves it. Tests make it lie.

/** What the server is known by. */
export const key: SigningKey = signingKey('rooms.example', new Uint8Array(32).fill(5))
export const verifierKey: string = spellVerifierKey(key)
export const origin: string = 'rooms.example/col_a'

/** A log of these entries. */
export type SignedLog = {
  readonly entries: readonly Json[]
  readonly root: (size: number) => Hash
  readonly checkpoint: (size: number) => string
  readonly consistency: (oldSize: number, newSize: number) => { readonly proof: readonly Hash[] }
  readonly inclusion: (
    index: number,
    size: number,
  ) => { readonly leafIndex: number; readonly size: number; readonly proof: readonly Hash[] }
}

/** The log of events, with their places in it. */
export function signedLog(events: readonly Readonly<Record<string, Json>>[]): SignedLog {
  const entries = events.map((event, index) => ({ ...event, sequence: index + 1, nonce: `${index}` }))
  const nodes = new Map<string, Hash>()
  const roots = [treeRoot(emptyTree)]
  let tree = emptyTree
  for (const entry of entries) {
    const appended = appendLeaf(tree, entryLeafHash(entry))
    tree = appended.tree
    roots.push(treeRoot(tree))
    for (const { level, index, hash } of appended.added) nodes.set(`${level}/${index}`, hash)
  }
  const stored = ({ level, index }: { readonly level: number; readonly index: number }): Hash =>
    nodes.get(`${level}/${index}`) ?? ''
  const root = (size: number): Hash => roots[size] ?? ''
  return {
    entries,
    root,
    checkpoint: (size) => signCheckpoint({ origin, size, root: root(size) } satisfies Checkpoint, key),
    consistency: (oldSize, newSize) => ({ proof: makeProof(planConsistency(oldSize, newSize), stored) }),
    inclusion: (leafIndex, size) => ({ leafIndex, size, proof: makeProof(planInclusion(leafIndex, size), stored) }),
  }
}

/** What a receiver has of the run. */
export const opening: ResultOpening = {
  salt: '0c'.repeat(32),
  result: { columns: [{ name: 'reach', type: 'BIGINT' }], rows: [[1204], [null]] },
}

/** The receipt of the run, as every member may see it. */
export const receipt: Readonly<Record<string, Json>> = {
  version: 1,
  id: 'rcpt_a',
  run: 'run_a',
  member: 'advertiser',
  asked: { sql: 'SELECT COUNT(*) FROM impressions' },
  status: 'ok',
  commitment: commitmentTo(
    { columns: [{ name: 'reach', type: 'BIGINT' }], rows: [[1204], [null]] },
    new Uint8Array(32).fill(12),
  ),
}

/** What happened. */
export const events: readonly Readonly<Record<string, Json>>[] = [
  { kind: 'pinned', member: 'publisher', table: 'impressions' },
  { kind: 'submitted', run: 'run_a', member: 'advertiser' },
  {
    kind: 'finished',
    run: 'run_a',
    member: 'advertiser',
    receipt: 'rcpt_a',
    receiptHash: taggedHash('receipt', canonicalJson(receipt)),
  },
  { kind: 'refused', member: 'advertiser', reason: 'rule' },
  { kind: 'refused', member: 'advertiser', reason: 'rule' },
  { kind: 'period-opened', member: 'publisher', period: 2 },
]

/** The receipt with its proof in a log of a size. */
export function bundleIn(log: SignedLog, size: number): ReceiptBundle {
  return {
    version: '1',
    receipt,
    signature: signReceipt(canonicalJson(receipt), key),
    key: verifierKey,
    entry: log.entries[2] ?? null,
    inclusion: log.inclusion(2, size),
    checkpoint: log.checkpoint(size),
  }
}

/** The export of a log, some entries of it as hashes only. */
export function exportOf(log: SignedLog, hidden: ReadonlySet<number> = new Set()): readonly LogExportLine[] {
  const lines = log.entries.map((entry, index): LogExportLine => {
    const sequence = index + 1
    return hidden.has(sequence) ? { sequence, leafHash: entryLeafHash(entry) } : { sequence, entry }
  })
  return [...lines, { checkpoint: log.checkpoint(log.entries.length), key: verifierKey }]
}
