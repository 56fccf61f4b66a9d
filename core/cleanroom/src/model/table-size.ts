/**
 * How large its owner says a table is, in rows: up to 1e6, up to 1e8, up to 1e10, or more; smallest first. It is declared
 * and public, and never measured: a count would tell of rows.
 */
export const tableSizes = ['small', 'medium', 'large', 'very-large'] as const

/** One of them. */
export type TableSize = (typeof tableSizes)[number]

/** The largest of declared sizes; undefined where none is declared. */
export function largestSize(sizes: readonly (TableSize | undefined)[]): TableSize | undefined {
  return tableSizes.findLast((size) => sizes.includes(size))
}
