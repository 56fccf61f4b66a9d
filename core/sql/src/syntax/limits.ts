/**
 * What a text may be at most. Everything after the parser may therefore recurse over the tree: no path in it is longer
 * than `height` nodes, and engines accept expressions of that depth.
 */
export const limits = {
  /** UTF-16 units. */
  text: 500_000,
  tokens: 100_000,
  /** Parentheses in parentheses. */
  nesting: 200,
  /** Expressions in expressions, as the right sides of operators. */
  recursion: 600,
  /** Nodes from the root of the tree to a leaf; what counts is mostly the longest chain of `+`, `||` or joins. */
  height: 300,
  /** Mistakes that are reported. */
  mistakes: 100,
} as const
