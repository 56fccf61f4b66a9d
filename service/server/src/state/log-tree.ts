import type { LogHead } from '@glovebox/api'
import {
  appendLeaf,
  emptyTree,
  type Hash,
  makeProof,
  type NodeId,
  type ProofPlan,
  type TreeNode,
  type TreeState,
  treeRoot,
} from '@glovebox/crypto'
import type { RoomState } from '../store/room-state.ts'

/** What the tree of the log grows from. */
export async function readTree({ db, collaboration }: RoomState): Promise<TreeState> {
  const head = await db
    .selectFrom('log_heads')
    .select(['sequence', 'subtrees'])
    .where('collaboration', '=', collaboration)
    .executeTakeFirst()
  return head === undefined
    ? emptyTree
    : { size: head.sequence, subtrees: JSON.parse(head.subtrees) as readonly Hash[] }
}

/** Puts an entry's hash into the tree and gives its head. Must stand in the transaction that read the tree. */
export async function growTree({ db, collaboration }: RoomState, before: TreeState, hash: Hash): Promise<LogHead> {
  const { tree, added } = appendLeaf(before, hash)
  const nodes = added
    .filter(({ level }) => level > 0)
    .map(({ level, index, hash: node }) => ({ collaboration, level, position: index, hash: node }))
  if (nodes.length > 0) await db.insertInto('log_nodes').values(nodes).execute()
  const head = { sequence: tree.size, hash: treeRoot(tree) }
  const row = { ...head, subtrees: JSON.stringify(tree.subtrees) }
  await db
    .insertInto('log_heads')
    .values({ collaboration, ...row })
    .onConflict((conflict) => conflict.column('collaboration').doUpdateSet(row))
    .execute()
  return head
}

/** The proof of a plan, from the nodes as they are kept: two statements, however long the log. */
export async function readProof({ db, collaboration }: RoomState, plan: ProofPlan): Promise<readonly Hash[]> {
  const found = new Map<string, Hash>()
  const leaves = plan.flat().filter(({ level }) => level === 0)
  if (leaves.length > 0) {
    const sequences = leaves.map(({ index }) => index + 1)
    const rows = await db
      .selectFrom('log_entries')
      .select(['sequence', 'hash'])
      .where('collaboration', '=', collaboration)
      .where('sequence', 'in', sequences)
      .execute()
    for (const { sequence, hash } of rows) found.set(keyOf({ level: 0, index: sequence - 1 }), hash)
  }
  const inner = plan.flat().filter(({ level }) => level > 0)
  if (inner.length > 0) {
    const rows = await db
      .selectFrom('log_nodes')
      .select(['level', 'position', 'hash'])
      .where(({ and, eb, or }) =>
        // Each alternative is a whole key: SQLite looks only those up by the index.
        or(
          inner.map(({ level, index }) =>
            and([eb('collaboration', '=', collaboration), eb('level', '=', level), eb('position', '=', index)]),
          ),
        ),
      )
      .execute()
    for (const { level, position, hash } of rows) found.set(keyOf({ level, index: position }), hash)
  }
  return makeProof(plan, (node) => {
    const hash = found.get(keyOf(node))
    if (hash === undefined) throw new Error('the tree of a log lacks a node')
    return hash
  })
}

/** The kept subtrees of more than one entry, by the entry of `first` to `last` that completed them, smallest first. */
export async function nodesCompletedBy(
  { db, collaboration }: RoomState,
  first: number,
  last: number,
): Promise<ReadonlyMap<number, readonly TreeNode[]>> {
  const levels = Array.from({ length: Math.floor(Math.log2(last)) }, (_, below) => below + 1)
  if (levels.length === 0) return new Map()
  const rows = await db
    .selectFrom('log_nodes')
    .select(['level', 'position', 'hash'])
    .where(({ and, between, eb, or }) =>
      or(
        levels.map((level) => {
          // The subtree at a position is complete with entry (position + 1) · 2^level.
          const width = 2 ** level
          return and([
            eb('collaboration', '=', collaboration),
            eb('level', '=', level),
            between('position', Math.ceil(first / width) - 1, Math.floor(last / width) - 1),
          ])
        }),
      ),
    )
    .orderBy('level')
    .execute()
  const completed = new Map<number, TreeNode[]>()
  for (const { level, position, hash } of rows) {
    const sequence = (position + 1) * 2 ** level
    const nodes = completed.get(sequence) ?? []
    nodes.push({ level, index: position, hash })
    completed.set(sequence, nodes)
  }
  return completed
}

function keyOf({ level, index }: NodeId): string {
  return `${level}/${index}`
}
