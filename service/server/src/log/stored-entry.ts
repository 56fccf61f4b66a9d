import type { Hash, TreeNode } from '@glovebox/crypto'
import type { Filing } from './filing.ts'

/** An entry as it is kept: its one spelling, and its hash in the tree. */
export type StoredEntry = {
  readonly sequence: number
  readonly entry: string
  readonly hash: Hash
  /** What it is found by where it is kept. */
  readonly filed?: Filing
  /** The subtrees that it completed, without itself, as they are kept. */
  readonly completed?: readonly TreeNode[]
}
