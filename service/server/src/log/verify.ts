import type { LogHead, LogVerification } from '@glovebox/api'
import {
  appendLeaf,
  canonicalJson,
  emptyTree,
  type Json,
  type TreeNode,
  type TreeState,
  treeRoot,
} from '@glovebox/crypto'
import { entryHash, type LogEntry } from './entry.ts'
import { isFiledAs } from './filing.ts'
import { chainHash, chainStart } from './hash-chain.ts'
import { receiptHash } from './receipt.ts'
import type { StoredEntry } from './stored-entry.ts'

/** Everything the log claims: entries in order, the head it was left at, receipts, and the runs still open. */
export type StoredLog = {
  readonly entries: Iterable<StoredEntry> | AsyncIterable<StoredEntry>
  readonly head: LogHead
  /** By receipt id, as they are hashed. */
  readonly receipts: {
    readonly get: (id: string) => string | undefined | Promise<string | undefined>
    readonly keys: () => Iterable<string> | AsyncIterable<string>
  }
  readonly openRuns: ReadonlySet<string>
}

/**
 * Recomputes the whole tree and finds the first entry that is changed, missing or out of order, or whose receipt is.
 * A log that was cut back together with its head and receipts is whole again: only a head noted elsewhere shows it.
 */
export async function verifyLog(log: StoredLog, noted?: LogHead): Promise<LogVerification> {
  const walk: Walk = {
    tree: emptyTree,
    chain: chainStart,
    receipts: new Set(),
    submitted: new Set(),
    finished: new Set(),
  }
  for await (const stored of log.entries) {
    const sequence = walk.tree.size + 1
    const fault = await checkEntry(stored, walk, log)
    if (fault !== undefined) return broken(walk, sequence, fault)
    if (!holdsNoted(walk, stored, noted))
      return broken(walk, sequence, `entry ${sequence} is not the one of the given head: history was rewritten`)
  }
  const { size } = walk.tree
  return (await checkEnd(walk, log, noted)) ?? { status: 'ok', entries: size, head: `${size}:${treeRoot(walk.tree)}` }
}

type Walk = {
  tree: TreeState
  /** The hash that a log was known by before it was a tree. */
  chain: string
  readonly receipts: Set<string>
  readonly submitted: Set<string>
  readonly finished: Set<string>
}

async function checkEntry(stored: StoredEntry, walk: Walk, log: StoredLog): Promise<string | undefined> {
  const sequence = walk.tree.size + 1
  if (stored.sequence !== sequence) return `entry ${sequence} is missing`
  if (entryHash(stored.entry) !== stored.hash) return `entry ${sequence} does not match its hash: it was changed`
  const entry = readEntry(stored.entry)
  if (entry === undefined || entry.sequence !== sequence) return `entry ${sequence} is not what was written there`
  if (stored.filed !== undefined && !isFiledAs(entry, stored.filed))
    return `entry ${sequence} is not filed under what it says`
  const { tree, added } = appendLeaf(walk.tree, stored.hash)
  if (stored.completed !== undefined && !areSame(added.slice(1), stored.completed))
    return `entry ${sequence} does not fit into the tree: it, or one before it, was changed`
  const fault = await checkRun(entry, walk, log)
  if (fault === undefined) walk.tree = tree
  return fault
}

function areSame(expected: readonly TreeNode[], kept: readonly TreeNode[]): boolean {
  return (
    kept.length === expected.length &&
    kept.every(({ level, index, hash }, at) => {
      const node = expected[at]
      return node?.level === level && node.index === index && node.hash === hash
    })
  )
}

/** Whether the log, as it was at the size of a noted head, is the one that was noted: as a tree, or as the chain it was. */
function holdsNoted(walk: Walk, stored: StoredEntry, noted: LogHead | undefined): boolean {
  if (noted === undefined || noted.sequence < stored.sequence) return true
  walk.chain = chainHash(walk.chain, stored.entry)
  return noted.sequence > stored.sequence || noted.hash === treeRoot(walk.tree) || noted.hash === walk.chain
}

/** Submissions, terminations and receipts must agree with each other. */
async function checkRun(entry: LogEntry, walk: Walk, log: StoredLog): Promise<string | undefined> {
  switch (entry.kind) {
    case 'pinned':
    case 'refused':
    case 'charged':
    case 'charge-released':
    case 'budget-changed':
    case 'period-opened':
    case 'governed':
      return undefined
    case 'submitted':
      walk.submitted.add(entry.run)
      return undefined
    case 'finished': {
      if (!walk.submitted.has(entry.run) || walk.finished.has(entry.run))
        return `entry ${entry.sequence} ends a run that is not open`
      walk.finished.add(entry.run)
      walk.receipts.add(entry.receipt)
      const receipt = await log.receipts.get(entry.receipt)
      if (receipt === undefined) return `receipt ${entry.receipt} of entry ${entry.sequence} is missing`
      return receiptHash(receipt) === entry.receiptHash
        ? undefined
        : `receipt ${entry.receipt} of entry ${entry.sequence} was changed`
    }
  }
}

async function checkEnd(walk: Walk, log: StoredLog, noted: LogHead | undefined): Promise<LogVerification | undefined> {
  const { size } = walk.tree
  const next = size + 1
  if (log.head.sequence !== size)
    return broken(walk, next, `the log was left at entry ${log.head.sequence}, but its end is missing`)
  if (log.head.hash !== treeRoot(walk.tree))
    return broken(walk, next, `the log was left at another root: one of its ${size} entries was changed`)
  for await (const id of log.receipts.keys()) {
    if (!walk.receipts.has(id)) return broken(walk, next, `receipt ${id} has no entry: the end of the log is missing`)
  }
  for (const run of walk.submitted) {
    if (!walk.finished.has(run) && !log.openRuns.has(run)) return broken(walk, next, `the end of ${run} is missing`)
  }
  if (noted !== undefined && noted.sequence > size)
    return broken(walk, next, `the given head is entry ${noted.sequence}: the end of the log is missing`)
  return undefined
}

function readEntry(spelled: string): LogEntry | undefined {
  try {
    const entry = JSON.parse(spelled) as LogEntry
    return canonicalJson(entry satisfies Json) === spelled ? entry : undefined
  } catch {
    return undefined
  }
}

function broken(walk: Walk, brokenAt: number, message: string): LogVerification {
  return { status: 'broken', entries: walk.tree.size, brokenAt, message }
}
