import type {
  AliasSyntax,
  BinaryOperator,
  BodySyntax,
  CallSyntax,
  ExpressionSyntax,
  FrameBoundSyntax,
  FrameSyntax,
  FromSyntax,
  JoinSyntax,
  Name,
  NamedArgumentSyntax,
  PrivacySyntax,
  QuerySyntax,
  SelectItemSyntax,
  SelectSyntax,
  SortKeySyntax,
  TypeSyntax,
  WindowSyntax,
} from '../../core/sql/src/syntax/tree.ts'
import { type Random, random } from '../random.ts'

// Random trees of exactly the shapes that the parser gives: what it refuses or writes in another way is left out.

/** A random tree with empty spans, of about `size` nodes. */
export function randomQuery(seed: number, size: number): QuerySyntax {
  return query({ ...random(seed), left: size })
}

/** A tree without its spans, for comparing; DISTINCT, which is nothing but a span, becomes `true`. */
export function withoutSpans(tree: unknown): unknown {
  if (Array.isArray(tree)) return tree.map(withoutSpans)
  if (typeof tree !== 'object' || tree === null) return tree
  const kept = Object.entries(tree).filter(([key]) => !['at', 'nameAt', 'operatorAt'].includes(key))
  return Object.fromEntries(
    kept.map(([key, value]) => [key, key === 'distinct' && typeof value === 'object' ? true : withoutSpans(value)]),
  )
}

/** Choices, and how many nodes may still be made. */
type Source = Random & { left: number }

const at = { start: 0, end: 0 }

/** Words that are names here and mean something elsewhere: where a parser is most likely to be wrong. */
const words = [
  ...['a', 'b', 'T1', 'größe', 'имя', 'date', 'interval', 'values', 'user', 'top', 'first', 'rows', 'range', 'over'],
  ...['filter', 'escape', 'minus', 'semi', 'pivot', 'nulls', 'recursive', 'partition', 'at', 'day', 'groups', 'row'],
  ...['grouping', 'rollup', 'struct', 'array', 'timestamp', 'position', 'trim', 'convert', 'time', 'zone', 'exclude'],
]

const quotedNames = ['x y', 'From', '"', '`', "'", 'é', '漢字', '--', '/*', ';', '«', 'a.b', ' ']
const labels = ['from', 'Select', 'ORDER', 'all', 'end', 'null']
const strings = ['', 'x', "it's", '--', '/*', '\\', ';', '«', '\n', '😀', '%', '2024-01-31', '‘', '\u00a0']
const numbers = ['0', '12', '1.50', '.5', '7.', '1e9', '2.5E-3', '99999999999999999999']
const functions = [
  'count',
  'trim',
  'position',
  'substring',
  'left',
  'right',
  'current_date',
  'date',
  'größe',
  'row_number',
]

const types: readonly TypeSyntax[] = [
  { name: 'BIGINT', arguments: [], at },
  { name: 'DECIMAL', arguments: [18, 2], at },
  { name: 'DOUBLE PRECISION', arguments: [], at },
  { name: 'CHARACTER VARYING', arguments: [10], at },
  { name: 'TIMESTAMP WITH TIME ZONE', arguments: [3], at },
  { name: 'DATE', arguments: [], at },
]

const binaryOperators: readonly BinaryOperator[] = [
  ...(['+', '-', '*', '/', '%', '||', '=', '<>', '<', '<=', '>', '>='] as const),
  ...(['is-distinct-from', 'is-not-distinct-from'] as const),
]

function name(s: Source): Name {
  return s.below(5) === 0 ? { text: s.pick(quotedNames), quoted: true, at } : { text: s.pick(words), quoted: false, at }
}

/** A name where keywords are names too. */
function label(s: Source): Name {
  return s.below(8) === 0 ? { text: s.pick(labels), quoted: false, at } : name(s)
}

/** One or two of something, or one to three while there is room. */
function some<T>(s: Source, make: (s: Source) => T, least = 1): T[] {
  const count = s.left > 0 ? least + s.below(3) : least
  return Array.from({ length: count }, () => make(s))
}

function maybe<T>(s: Source, make: (s: Source) => T): T | undefined {
  return s.left > 0 && s.below(3) === 0 ? make(s) : undefined
}

function few<T>(s: Source, make: (s: Source) => T): T[] {
  return s.left > 0 && s.below(3) === 0 ? some(s, make) : []
}

/** Leaves out what is undefined, as the parser does. */
function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as never
}

function query(s: Source): QuerySyntax {
  s.left--
  const whole: QuerySyntax = present({
    kind: 'query' as const,
    with: few(s, (t) => ({ name: name(t), columns: few(t, name), query: query(t), at })),
    body: s.left > 0 && s.below(6) === 0 ? bare(query(s)) : body(s),
    orderBy: few(s, sortKey),
    limit: maybe(s, expression),
    offset: maybe(s, expression),
    at,
  })
  return whole.body.kind === 'query' && isBare(whole) ? whole.body : whole
}

function isBare({ with: tables, orderBy, limit, offset }: QuerySyntax): boolean {
  return tables.length === 0 && orderBy.length === 0 && limit === undefined && offset === undefined
}

/** Parentheses around a query with nothing else to it leave no trace. */
function bare(inside: QuerySyntax): BodySyntax {
  return isBare(inside) ? inside.body : inside
}

function body(s: Source): BodySyntax {
  s.left--
  const kind = s.left > 0 ? s.below(8) : 0
  if (kind === 7) return { kind: 'values', rows: some(s, (t) => some(t, expression)), at }
  if (kind !== 6) return select(s)
  const operator = s.pick(['union', 'intersect', 'except'] as const)
  const [left, right] = [bare(query(s)), bare(query(s))]
  return { kind: 'set-operation', operator, all: s.flip(), left, right, operatorAt: at, at }
}

function select(s: Source): SelectSyntax {
  const hasClause = s.left > 0 && s.below(6) === 0
  return present({
    kind: 'select' as const,
    privacy: hasClause ? privacy(s) : undefined,
    // The two may not stand together.
    distinct: hasClause ? undefined : maybe(s, () => at),
    items: some(s, item),
    from: s.below(4) === 0 ? undefined : from(s),
    where: maybe(s, expression),
    groupBy: maybe(s, (t) =>
      t.below(4) === 0 ? { all: true, keys: [], at } : { all: false, keys: some(t, expression), at },
    ),
    having: maybe(s, expression),
    qualify: maybe(s, expression),
    windows: few(s, (t) => ({ name: name(t), window: window(t) })),
    at,
  })
}

function privacy(s: Source): PrivacySyntax {
  return { options: few(s, (t) => ({ name: name(t), value: expression(t), at })), at }
}

function item(s: Source): SelectItemSyntax {
  if (s.below(6) === 0) return present({ kind: 'star' as const, table: maybe(s, name), at })
  return present({ kind: 'item' as const, expression: expression(s), alias: maybe(s, label), at })
}

function from(s: Source): FromSyntax {
  s.left--
  const kind = s.left > 0 ? s.below(6) : 0
  if (kind === 5) return present({ kind: 'derived' as const, query: query(s), alias: maybe(s, alias), at })
  return kind >= 3 ? join(s) : present({ kind: 'table' as const, name: name(s), alias: maybe(s, alias), at })
}

function alias(s: Source): AliasSyntax {
  return { name: name(s), columns: few(s, name), at }
}

function join(s: Source): FromSyntax {
  const [left, right] = [from(s), from(s)]
  const base = { kind: 'join' as const, left, right, operatorAt: at, at }
  // A comma cannot stand inside the parentheses of a join.
  if (isComma(right)) return left
  if (isComma(left) || s.below(4) === 0) return { ...base, join: 'cross', implicit: true, natural: false }
  const kind: JoinSyntax['join'] = s.pick(['inner', 'left', 'right', 'full', 'cross'])
  const plain: JoinSyntax = { ...base, join: kind, implicit: false, natural: false }
  if (kind === 'cross') return plain
  const condition = s.below(4)
  if (condition === 0) return { ...plain, natural: true }
  if (condition === 1) return { ...plain, using: some(s, name) }
  return condition === 2 ? { ...plain, on: expression(s) } : plain
}

function isComma(side: FromSyntax): boolean {
  return side.kind === 'join' && side.implicit
}

function sortKey(s: Source): SortKeySyntax {
  const nulls = maybe(s, (t): 'first' | 'last' => t.pick(['first', 'last']))
  return present({ expression: expression(s), descending: s.flip(), nulls, at })
}

function window(s: Source): WindowSyntax {
  s.left--
  const parts = { partitionBy: few(s, expression), orderBy: few(s, sortKey), frame: maybe(s, frame) }
  return present({ kind: 'window' as const, ...parts, at })
}

const bounds = ['unbounded-preceding', 'preceding', 'current-row', 'following', 'unbounded-following'] as const

function frame(s: Source): FrameSyntax {
  const first = s.below(4)
  const last = Math.max(first, 1) + s.below(5 - Math.max(first, 1))
  return { unit: s.pick(['rows', 'range']), start: bound(s, first), end: bound(s, last), at }
}

function bound(s: Source, index: number): FrameBoundSyntax {
  const kind = bounds[index] ?? 'current-row'
  return kind === 'preceding' || kind === 'following' ? { kind, rows: s.below(100) } : { kind }
}

function expression(s: Source): ExpressionSyntax {
  s.left--
  return s.left > 0 && s.below(5) > 0 ? s.pick(compounds)(s) : s.pick(leaves)(s)
}

const leaves: readonly ((s: Source) => ExpressionSyntax)[] = [
  () => ({ kind: 'null', at }),
  (s) => ({ kind: 'boolean', value: s.flip(), at }),
  (s) => ({ kind: 'number', text: s.pick(numbers), at }),
  (s) => ({ kind: 'string', value: s.pick(strings), at }),
  (s) => ({ kind: 'typed-string', type: s.pick(['date', 'timestamp']), value: s.pick(strings), at }),
  (s) => ({ kind: 'interval', value: s.pick(strings), at }),
  (s) => ({ kind: 'interval', value: s.pick(strings), unit: s.pick(['DAY', 'YEAR']), at }),
  (s) => ({ kind: 'parameter', name: s.pick(['since', '1', 'a_b']), at }),
  (s) => ({ kind: 'column', name: name(s), at }),
  (s) => ({ kind: 'column', table: name(s), name: label(s), at }),
]

const compounds: readonly ((s: Source) => ExpressionSyntax)[] = [
  (s) => ({ kind: 'unary', operator: s.pick(['-', '+', 'not']), operand: expression(s), at }),
  binary,
  binary,
  binary,
  (s) => ({ kind: 'logical', operator: s.pick(['and', 'or']), operands: some(s, expression, 2), at }),
  (s) => ({ kind: 'is', operand: expression(s), test: s.pick(['null', 'true', 'false']), negated: s.flip(), at }),
  (s) => {
    const [operand, low, high] = [expression(s), expression(s), expression(s)]
    return { kind: 'between', operand, low, high, negated: s.flip(), at }
  },
  (s) => {
    const parts = { operand: expression(s), pattern: expression(s), escape: maybe(s, expression) }
    return present({ kind: 'like' as const, ...parts, caseInsensitive: s.flip(), negated: s.flip(), at })
  },
  (s) => {
    const list = some(s, expression)
    // One subquery alone in the list is an in-query.
    if (list.length === 1 && list[0]?.kind === 'scalar-query') list.push({ kind: 'null', at })
    return { kind: 'in-list', operand: expression(s), list, negated: s.flip(), at }
  },
  (s) => ({ kind: 'in-query', operand: expression(s), query: query(s), negated: s.flip(), at }),
  (s) => ({ kind: 'exists', query: query(s), at }),
  (s) => ({ kind: 'scalar-query', query: query(s), at }),
  (s) => {
    const branches = some(s, (t) => ({ when: expression(t), then: expression(t) }))
    return present({
      kind: 'case' as const,
      operand: maybe(s, expression),
      branches,
      otherwise: maybe(s, expression),
      at,
    })
  },
  (s) => ({ kind: 'cast', operand: expression(s), type: s.pick(types), at }),
  (s) => ({ kind: 'extract', field: label(s), operand: expression(s), at }),
  call,
  call,
  call,
]

function binary(s: Source): ExpressionSyntax {
  const [left, right] = [expression(s), expression(s)]
  return { kind: 'binary', operator: s.pick(binaryOperators), left, right, operatorAt: at, at }
}

function call(s: Source): CallSyntax {
  const named = few(s, namedArgument)
  const star = s.below(6) === 0
  const args = star ? [] : few(s, expression)
  const hasArguments = !star && args.length + named.length > 0
  return present({
    kind: 'call' as const,
    name: s.pick(functions),
    nameAt: at,
    star,
    distinct: hasArguments && s.below(4) === 0,
    arguments: args,
    named,
    orderBy: few(s, sortKey),
    filter: maybe(s, expression),
    over: maybe(s, (t) => (t.flip() ? window(t) : name(t))),
    at,
  })
}

function namedArgument(s: Source): NamedArgumentSyntax {
  const isTuple = s.below(3) === 0
  return { name: name(s), value: isTuple ? { kind: 'tuple', values: some(s, expression, 2), at } : expression(s) }
}
