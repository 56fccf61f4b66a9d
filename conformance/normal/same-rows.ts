import { evaluate, type Query, type Relation, type Tables, type Value } from '@glovebox/sql'

/** A relation and the columns that count. */
export type Asked = { readonly relation: Relation; readonly outputs: Query['outputs'] }

/** The rows of a relation as one text, in no order; undefined where the changed relation cannot be evaluated. */
export function rowsOf({ relation, outputs }: Asked, tables: Tables): string | undefined {
  try {
    const { rows } = evaluate({ relation, outputs, features: [] }, tables)
    return rows
      .map((row) => row.map(cellText).join('|'))
      .sort()
      .join('\n')
  } catch {
    return undefined
  }
}

function cellText(value: Value): string {
  // Adding 0 turns -0 into 0: which of the two stands for a group is anyone's choice.
  return typeof value === 'number' ? `number ${value + 0}` : `${typeof value} ${String(value)}`
}

/** Other databases of the same shape: backwards, with fewer rows, with some twice. */
export function variants(tables: Tables): readonly Tables[] {
  const changed = (f: (rows: Tables[string]) => Tables[string]): Tables =>
    Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, f(rows)]))
  return [
    tables,
    changed((rows) => rows.toReversed()),
    changed((rows) => rows.slice(0, Math.ceil(rows.length / 2))),
    changed((rows) => [...rows.slice(1), ...rows.slice(0, 2)]),
  ]
}

/** Whether the rows of a relation are the same in whatever order those of the tables come. */
export function isDetermined(asked: Asked, tables: Tables): boolean {
  const [first, ...others] = [tables, ...orders(tables)].map((each) => rowsOf(asked, each))
  return others.every((rows) => rows === first)
}

function orders(tables: Tables): readonly Tables[] {
  const changed = (f: (rows: Tables[string]) => Tables[string]): Tables =>
    Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, f(rows)]))
  return [
    changed((rows) => rows.toReversed()),
    changed((rows) => [...rows.slice(1), ...rows.slice(0, 1)]),
    changed((rows) => rows.toSorted((a, b) => (String(a) < String(b) ? -1 : 1))),
  ]
}
