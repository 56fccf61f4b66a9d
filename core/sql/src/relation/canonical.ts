import type { ColumnId, Relation } from './relation.ts'

/**
 * A text that two relations share exactly if they say the same: places are left out, and columns are numbered in the
 * order in which they are met.
 */
export function canonical(relation: Relation): string {
  const before = written.get(relation)
  if (before !== undefined) return before
  const text = write(relation)
  written.set(relation, text)
  return text
}

/** What was written before: relations never change, and one is compared with many. */
const written = new WeakMap<Relation, string>()

function write(relation: Relation): string {
  const numbers = new Map<ColumnId, number>()
  const number = (id: unknown): unknown => {
    if (typeof id !== 'number') return id
    const known = numbers.get(id) ?? numbers.size
    numbers.set(id, known)
    return known
  }
  return JSON.stringify(relation, (key: string, value: unknown) => {
    if (key === 'at') return undefined
    if (key === 'id' || key === 'output') return number(value)
    if (idLists.includes(key) && Array.isArray(value)) return value.map(number)
    return withForm(value)
  })
}

const idLists: readonly string[] = ['leftColumns', 'rightColumns', 'lineage']

/** What JSON has no form for, told apart from texts. */
function withForm(value: unknown): unknown {
  if (typeof value === 'bigint') return { integer: String(value) }
  const isPlain = typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))
  return isPlain ? value : { double: Object.is(value, -0) ? '-0' : String(value) }
}
