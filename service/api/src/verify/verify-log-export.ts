import { appendLeaf, type Checkpoint, emptyTree, type Hash, type TreeState, treeRoot } from '@glovebox/crypto'
import { diagnostic } from '@glovebox/diagnostics'
import { entryLeafHash, type LogExportLine, readLogExportLine } from './log-export.ts'
import { isRefuted, readCheckpoint, type Trust } from './read-checkpoint.ts'
import { type Refuted, refutedBy } from './refuted.ts'

/** What an exported log that holds says of itself. */
export type VerifiedLog = {
  readonly status: 'verified'
  readonly origin: string
  readonly size: number
  readonly root: string
  /** How many entries were given as hashes only: they are in the log, and not for whoever exported it. */
  readonly hidden: number
}

/** Signed checkpoints that an export must agree with. */
export type KnownCheckpoints = {
  /** The one to check the whole against, where it is not the last line of the export. */
  readonly checkpoint?: string
  /** One noted earlier: the log must still begin with what it stands for. */
  readonly noted?: string
}

/**
 * Recomputes the tree of an exported log, offline, and compares it with a signed checkpoint. Every entry that is shown
 * is the one that was hashed, none is missing, moved or added.
 */
export async function verifyLogExport(
  lines: Iterable<string> | AsyncIterable<string>,
  trust: Trust,
  known: KnownCheckpoints = {},
): Promise<VerifiedLog | Refuted> {
  const noted = known.noted === undefined ? undefined : readCheckpoint(known.noted, trust)
  if (noted !== undefined && isRefuted(noted)) return noted
  const walk: Walk = {
    line: 0,
    tree: emptyTree,
    hidden: 0,
    notedRoot: noted?.size === 0 ? treeRoot(emptyTree) : undefined,
  }
  for await (const text of lines) {
    walk.line += 1
    if (text === '') continue
    const fault = takeLine(text, walk, noted)
    if (fault !== undefined) return fault
  }
  const note = known.checkpoint ?? walk.checkpoint
  if (note === undefined) return refutedBy(diagnostic('LOG_EXPORT_UNSIGNED', {}))
  const checkpoint = readCheckpoint(note, trust)
  return isRefuted(checkpoint) ? checkpoint : compare(walk, checkpoint, noted)
}

type Walk = {
  line: number
  tree: TreeState
  hidden: number
  /** The root at the size that was noted. */
  notedRoot: Hash | undefined
  checkpoint?: string
}

function takeLine(text: string, walk: Walk, noted: Checkpoint | undefined): Refuted | undefined {
  const line = readLogExportLine(text)
  // After the checkpoint nothing may come: it would not be covered.
  if (line === undefined || walk.checkpoint !== undefined)
    return refutedBy(diagnostic('LOG_EXPORT_MALFORMED', { line: walk.line }))
  if ('checkpoint' in line) {
    walk.checkpoint = line.checkpoint
    return undefined
  }
  const sequence = walk.tree.size + 1
  if (line.sequence !== sequence || !isAt(line, sequence))
    return refutedBy(diagnostic('LOG_EXPORT_ORDER', { line: walk.line, sequence }))
  if ('leafHash' in line) walk.hidden += 1
  walk.tree = appendLeaf(walk.tree, 'leafHash' in line ? line.leafHash : entryLeafHash(line.entry)).tree
  if (noted?.size === walk.tree.size) walk.notedRoot = treeRoot(walk.tree)
  return undefined
}

function isAt(line: Exclude<LogExportLine, { readonly checkpoint: string }>, sequence: number): boolean {
  if ('leafHash' in line) return true
  const { entry } = line
  return typeof entry === 'object' && entry !== null && 'sequence' in entry && entry.sequence === sequence
}

function compare(walk: Walk, { origin, size, root }: Checkpoint, noted: Checkpoint | undefined): VerifiedLog | Refuted {
  const entries = walk.tree.size
  if (entries !== size) return refutedBy(diagnostic('LOG_EXPORT_SIZE', { entries, size }))
  const calculated = treeRoot(walk.tree)
  if (calculated !== root) return refutedBy(diagnostic('LOG_ROOT_MISMATCH', { expected: root, calculated }))
  if (noted === undefined) return { status: 'verified', origin, size, root, hidden: walk.hidden }
  if (noted.origin !== origin) return refutedBy(diagnostic('SIGN_OTHER_LOG', {}))
  if (walk.notedRoot === undefined)
    return refutedBy(diagnostic('LOG_SIZE_SHRANK', { oldSize: noted.size, newSize: size }))
  if (walk.notedRoot !== noted.root)
    return refutedBy(diagnostic('LOG_OLD_ROOT_MISMATCH', { expected: noted.root, calculated: walk.notedRoot }))
  return { status: 'verified', origin, size, root, hidden: walk.hidden }
}
