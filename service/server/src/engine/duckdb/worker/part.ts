import type { FoundType } from './found-type.ts'

/** Files that one scan reads together. */
export type Part = {
  /** What stands after FROM. */
  readonly scan: string
  readonly columns: readonly PartColumn[]
  /** Least and greatest value by column name, in the units of the wire, of columns whose files state them throughout. */
  readonly statistics?: () => Promise<ReadonlyMap<string, readonly [bigint, bigint]>>
}

/** A column of a file: its name there, and how the scan calls it. */
export type PartColumn = {
  readonly name: string
  readonly cell: string
  readonly engineType: string
  /** Absent: a type that has no place in the middle. */
  readonly found?: FoundType
  /** Its name in its files, where that is another. */
  readonly nameInFile?: string
  /** It is in no file of the scan. */
  readonly isMissing?: true
  /** It is in no file of the scan, and has one value for each of them. */
  readonly isConstant?: true
}

/** The column of a name: spelled just so, or the only one that differs in case. */
export function columnNamed(columns: readonly PartColumn[], name: string): PartColumn | undefined {
  const exact = columns.filter((column) => column.name === name)
  if (exact.length > 0) return exact.length === 1 ? exact[0] : undefined
  const similar = columns.filter((column) => column.name.toLowerCase() === name.toLowerCase())
  return similar.length === 1 ? similar[0] : undefined
}

/** A column of texts. */
export function textColumn(name: string, cell: string): PartColumn {
  return { name, cell, engineType: 'VARCHAR', found: { kind: 'text' } }
}

/** Things in the order of their first appearance, gathered by key. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group === undefined) groups.set(key(item), [item])
    else group.push(item)
  }
  return [...groups.values()]
}
