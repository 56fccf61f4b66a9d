import type { FileStats } from '../parquet/file-stats.ts'

/** What is known of a column in all rows of a file. */
type Known = {
  readonly low: Comparable
  readonly high: Comparable
  readonly mayBeNull: boolean
  readonly isNull: boolean
}
type Comparable = string | number | bigint

/** What a file is told apart by. */
export type FileBounds = {
  readonly stats: FileStats
  readonly partitionValues: Readonly<Record<string, string>>
}

/**
 * Whether a file may hold a row that a predicate of the protocol is true for. What is not understood may be: hints are
 * best effort, and leaving out a file wrongly would be a wrong answer.
 */
export function mayMatch(predicate: unknown, file: FileBounds): boolean {
  return truth(predicate, file, 0) !== false
}

/** `false`: for no row; `true`: for every row; nothing: perhaps. */
function truth(predicate: unknown, file: FileBounds, depth: number): boolean | undefined {
  if (typeof predicate !== 'object' || predicate === null || !('op' in predicate) || depth > 50) return undefined
  const children = 'children' in predicate && Array.isArray(predicate.children) ? predicate.children : []
  switch (predicate.op) {
    case 'and': {
      const parts = children.map((child) => truth(child, file, depth + 1))
      return parts.includes(false) ? false : parts.every((part) => part === true) ? true : undefined
    }
    case 'or': {
      const parts = children.map((child) => truth(child, file, depth + 1))
      return parts.includes(true) ? true : parts.length > 0 && parts.every((part) => part === false) ? false : undefined
    }
    case 'not':
      return negated(children[0], file, depth)
    case 'isNull':
      return isNull(children[0], file)
    case 'equal':
    case 'lessThan':
    case 'lessThanOrEqual':
    case 'greaterThan':
    case 'greaterThanOrEqual':
      return compared(predicate.op, children, file)
    default:
      return undefined
  }
}

// Of a comparison with NULL neither it nor its opposite is true: only what is certain of every row is turned round.
function negated(child: unknown, file: FileBounds, depth: number): boolean | undefined {
  return truth(child, file, depth + 1) === true ? false : undefined
}

function isNull(child: unknown, file: FileBounds): boolean | undefined {
  const column = leaf(child)
  if (column?.kind !== 'column') return undefined
  const value = Object.hasOwn(file.partitionValues, column.name) ? file.partitionValues[column.name] : undefined
  if (value !== undefined) return value === ''
  const nulls = Object.hasOwn(file.stats.nullCount, column.name) ? file.stats.nullCount[column.name] : undefined
  if (nulls === 0) return false
  return nulls !== undefined && nulls === file.stats.numRecords ? true : undefined
}

const mirrored: Readonly<Record<string, string>> = {
  equal: 'equal',
  lessThan: 'greaterThan',
  lessThanOrEqual: 'greaterThanOrEqual',
  greaterThan: 'lessThan',
  greaterThanOrEqual: 'lessThanOrEqual',
}

function compared(op: string, children: readonly unknown[], file: FileBounds): boolean | undefined {
  const [left, right] = children.map(leaf)
  if (left?.kind === 'literal' && right?.kind === 'column') return comparedColumn(mirrored[op] ?? '', right, left, file)
  return left?.kind === 'column' && right?.kind === 'literal' ? comparedColumn(op, left, right, file) : undefined
}

function comparedColumn(op: string, column: Leaf, { value, type }: Leaf, file: FileBounds): boolean | undefined {
  // Both sides are cast to the types that are named; only where these are the same the order is certainly theirs.
  if (type !== column.type) return undefined
  const bounds = knownOf(column.name, type, file)
  const literal = comparable(value, type)
  if (bounds === undefined || literal === undefined) return undefined
  if (bounds.isNull) return false
  const { low, high } = bounds
  const certain = (never: boolean, always: boolean): boolean | undefined =>
    never ? false : always && !bounds.mayBeNull ? true : undefined
  switch (op) {
    case 'equal':
      return certain(literal < low || literal > high, low === literal && high === literal)
    case 'lessThan':
      return certain(low >= literal, high < literal)
    case 'lessThanOrEqual':
      return certain(low > literal, high <= literal)
    case 'greaterThan':
      return certain(high <= literal, low > literal)
    case 'greaterThanOrEqual':
      return certain(high < literal, low >= literal)
    default:
      return undefined
  }
}

type Leaf = {
  readonly kind: 'column' | 'literal'
  readonly name: string
  readonly value: string
  readonly type: string
}

function leaf(value: unknown): Leaf | undefined {
  if (typeof value !== 'object' || value === null || !('op' in value)) return undefined
  const type = 'valueType' in value && typeof value.valueType === 'string' ? value.valueType : ''
  if (value.op === 'column' && 'name' in value && typeof value.name === 'string')
    return { kind: 'column', name: value.name, value: '', type }
  if (value.op === 'literal' && 'value' in value && typeof value.value === 'string')
    return { kind: 'literal', name: '', value: value.value, type }
  return undefined
}

function knownOf(name: string, type: string, { stats, partitionValues }: FileBounds): Known | undefined {
  if (Object.hasOwn(partitionValues, name)) {
    const text = partitionValues[name] ?? ''
    if (text === '') return { low: '', high: '', mayBeNull: true, isNull: true }
    const value = comparable(text, type)
    return value === undefined ? undefined : { low: value, high: value, mayBeNull: false, isNull: false }
  }
  if (!Object.hasOwn(stats.minValues, name) || !Object.hasOwn(stats.maxValues, name)) return undefined
  // Bounds hold in the order of the column's own type: as texts, 9 comes after 10.
  const own = typeof stats.minValues[name] === 'number' ? ['int', 'long'] : ['string', 'date']
  if (!own.includes(type)) return undefined
  const low = comparable(String(stats.minValues[name]), type)
  const high = comparable(String(stats.maxValues[name]), type)
  return low === undefined || high === undefined
    ? undefined
    : { low, high, mayBeNull: stats.nullCount[name] !== 0, isNull: false }
}

function comparable(text: string, type: string): Comparable | undefined {
  switch (type) {
    case 'int':
    case 'long':
      return /^-?\d{1,19}$/.test(text) ? BigInt(text) : undefined
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(text) ? text : undefined
    case 'string':
      return /^[\x20-\x7e]*$/.test(text) ? text : undefined
    case 'bool':
      return text === 'true' ? 1 : text === 'false' ? 0 : undefined
    default:
      return undefined
  }
}
