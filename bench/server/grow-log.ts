import { appendLeaf, emptyTree, type Hash, type TreeState, treeRoot } from '@glovebox/crypto'
import { entryHash, type LogEntry, spellEntry } from '../../service/server/src/log/entry.ts'

/** Statements that write rows, many at a time. */
export type Writer = {
  readonly head: (collaboration: string) => Promise<{ readonly size: number; readonly subtrees: string } | undefined>
  readonly write: (table: string, columns: readonly string[], rows: readonly Row[]) => Promise<void>
  readonly setHead: (collaboration: string, size: number, hash: string, subtrees: string) => Promise<void>
  readonly commit: () => Promise<void>
}

export type Row = readonly (string | number | null)[]

const batch = 5000
const at = '2026-11-20T12:00:00.000Z'
const sql = 'SELECT user_id, campaign FROM impressions WHERE cost < 5'

/** Makes a log as long as that: every entry with its true hash in the tree, written past the use cases, which take long. */
export async function growLog(writer: Writer, collaboration: string, length: number): Promise<void> {
  const head = await writer.head(collaboration)
  let tree: TreeState =
    head === undefined ? emptyTree : { size: head.size, subtrees: JSON.parse(head.subtrees) as readonly Hash[] }
  while (tree.size < length) {
    const [entries, nodes]: [Row[], Row[]] = [[], []]
    while (tree.size < length && entries.length < batch) {
      const sequence = tree.size + 1
      const nonce = sequence.toString(16).padStart(32, '0')
      const asked = { sql: `${sql} AND cost > ${sequence}` }
      const [member, reason, codes] = ['advertiser', 'rule', ['RULE_OUTPUT_NOT_AGGREGATED']] as const
      const entry: LogEntry = { kind: 'refused', member, asked, reason, codes, version: 1, sequence, at, nonce }
      const spelled = spellEntry(entry)
      const hash = entryHash(spelled)
      const grown = appendLeaf(tree, hash)
      tree = grown.tree
      entries.push([collaboration, sequence, at, 'refused', member, null, null, null, spelled, hash])
      for (const { level, index, hash: node } of grown.added)
        if (level > 0) nodes.push([collaboration, level, index, node])
    }
    await writer.write('log_entries', entryColumns, entries)
    await writer.write('log_nodes', ['collaboration', 'level', 'position', 'hash'], nodes)
    await writer.setHead(collaboration, tree.size, treeRoot(tree), JSON.stringify(tree.subtrees))
    await writer.commit()
  }
}

const entryColumns = 'collaboration sequence at kind member run receipt status entry hash'.split(' ')
