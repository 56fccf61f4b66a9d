import { binaryLevels, level } from './levels.ts'
import type {
  AliasSyntax,
  BodySyntax,
  CallSyntax,
  CommonTableSyntax,
  ExpressionSyntax,
  FrameBoundSyntax,
  FromSyntax,
  GroupBySyntax,
  JoinSyntax,
  Name,
  PrivacySyntax,
  QuerySyntax,
  SelectItemSyntax,
  SelectSyntax,
  SetOperationSyntax,
  SortKeySyntax,
  TupleSyntax,
  TypeSyntax,
  WindowSyntax,
} from './tree.ts'

// One file because queries and expressions contain each other.

/** The SQL of a tree, on one line. Parsed again, it gives the same tree but for the spans. */
export function printSyntax(query: QuerySyntax): string {
  const { body, limit, offset } = query
  return words([
    query.with.length > 0 && `WITH ${query.with.map(commonTable).join(', ')}`,
    bodyText(body),
    query.orderBy.length > 0 && `ORDER BY ${sortKeys(query.orderBy)}`,
    limit && `LIMIT ${print(limit)}`,
    offset && `OFFSET ${print(offset)}`,
  ])
}

function words(parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== false && part !== '').join(' ')
}

function commonTable({ name, columns, query }: CommonTableSyntax): string {
  return `${nameText(name)}${columnList(columns)} AS (${printSyntax(query)})`
}

function columnList(columns: readonly Name[]): string {
  return columns.length === 0 ? '' : ` (${columns.map(nameText).join(', ')})`
}

function nameText({ text, quoted }: Name): string {
  return quoted ? `"${text.replaceAll('"', '""')}"` : text
}

function bodyText(body: BodySyntax): string {
  switch (body.kind) {
    case 'select':
      return select(body)
    case 'values':
      return `VALUES ${body.rows.map((row) => `(${list(row)})`).join(', ')}`
    case 'query':
      return `(${printSyntax(body)})`
    case 'set-operation':
      return setOperation(body)
  }
}

function setOperation({ operator, all, left, right }: SetOperationSyntax): string {
  const isTight = operator === 'intersect'
  const isLooser = (side: BodySyntax): boolean =>
    side.kind === 'set-operation' && side.operator !== 'intersect' && isTight
  const isSame = (side: BodySyntax): boolean =>
    side.kind === 'set-operation' && (side.operator === 'intersect') === isTight
  const leftText = isLooser(left) ? `(${bodyText(left)})` : bodyText(left)
  const rightText = isLooser(right) || isSame(right) ? `(${bodyText(right)})` : bodyText(right)
  return `${leftText} ${operator.toUpperCase()}${all ? ' ALL' : ''} ${rightText}`
}

function select(query: SelectSyntax): string {
  const { privacy, distinct, items, from, where, groupBy, having, qualify, windows } = query
  return words([
    'SELECT',
    privacy && privacyText(privacy),
    distinct && 'DISTINCT',
    items.map(selectItem).join(', '),
    from && `FROM ${fromText(from)}`,
    where && `WHERE ${print(where)}`,
    groupBy && `GROUP BY ${groupKeys(groupBy)}`,
    having && `HAVING ${print(having)}`,
    qualify && `QUALIFY ${print(qualify)}`,
    windows.length > 0 && `WINDOW ${windows.map((w) => `${nameText(w.name)} AS ${window(w.window)}`).join(', ')}`,
  ])
}

/** The list of options is written even where it is empty, so that no call of a function can pass for it. */
function privacyText({ options }: PrivacySyntax): string {
  const written = options.map(({ name, value }) => `${nameText(name)} = ${print(value)}`)
  return `WITH DIFFERENTIAL_PRIVACY OPTIONS (${written.join(', ')})`
}

function groupKeys({ all, keys }: GroupBySyntax): string {
  return all ? 'ALL' : list(keys)
}

function selectItem(item: SelectItemSyntax): string {
  if (item.kind === 'star') return item.table === undefined ? '*' : `${nameText(item.table)}.*`
  return `${print(item.expression)}${item.alias === undefined ? '' : ` AS ${nameText(item.alias)}`}`
}

function fromText(from: FromSyntax): string {
  switch (from.kind) {
    case 'table':
      return `${nameText(from.name)}${aliasText(from.alias)}`
    case 'derived':
      return `(${printSyntax(from.query)})${aliasText(from.alias)}`
    case 'join':
      return join(from)
  }
}

function aliasText(alias: AliasSyntax | undefined): string {
  return alias === undefined ? '' : ` AS ${nameText(alias.name)}${columnList(alias.columns)}`
}

function join({ join: kind, implicit, natural, left, right, on, using }: JoinSyntax): string {
  // A comma binds less than a join, so only a comma inside an operand of a join needs parentheses.
  const inJoin = (side: FromSyntax): string => (isComma(side) ? `(${fromText(side)})` : fromText(side))
  if (implicit) return `${fromText(left)}, ${isComma(right) ? `(${fromText(right)})` : fromText(right)}`
  const rightText = right.kind === 'join' ? `(${fromText(right)})` : fromText(right)
  return words([
    inJoin(left),
    natural && 'NATURAL',
    kind === 'inner' ? 'JOIN' : `${kind.toUpperCase()} JOIN`,
    rightText,
    on && `ON ${print(on)}`,
    using && `USING (${using.map(nameText).join(', ')})`,
  ])
}

function isComma(from: FromSyntax): boolean {
  return from.kind === 'join' && from.implicit
}

function sortKeys(keys: readonly SortKeySyntax[]): string {
  return keys
    .map((key) =>
      words([print(key.expression), key.descending && 'DESC', key.nulls && `NULLS ${key.nulls.toUpperCase()}`]),
    )
    .join(', ')
}

function window({ partitionBy, orderBy, frame }: WindowSyntax): string {
  const inside = words([
    partitionBy.length > 0 && `PARTITION BY ${list(partitionBy)}`,
    orderBy.length > 0 && `ORDER BY ${sortKeys(orderBy)}`,
    frame && `${frame.unit.toUpperCase()} BETWEEN ${bound(frame.start)} AND ${bound(frame.end)}`,
  ])
  return `(${inside})`
}

function bound(at: FrameBoundSyntax): string {
  const text = at.kind.replace('-', ' ').toUpperCase()
  return at.kind === 'preceding' || at.kind === 'following' ? `${at.rows} ${text}` : text
}

function list(expressions: readonly ExpressionSyntax[]): string {
  return expressions.map((e) => print(e)).join(', ')
}

function stringText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

/** How tightly the outermost operator of an expression binds. */
function levelOf(e: ExpressionSyntax): number {
  switch (e.kind) {
    case 'logical':
      return level[e.operator]
    case 'unary':
      return e.operator === 'not' ? level.not : level.sign
    case 'binary':
      return binaryLevels[e.operator]
    case 'is':
      return level.is
    case 'between':
    case 'like':
    case 'in-list':
    case 'in-query':
      return level.predicate
    case 'cast':
      return level.cast
    case 'null':
    case 'boolean':
    case 'number':
    case 'string':
    case 'typed-string':
    case 'interval':
    case 'parameter':
    case 'column':
    case 'exists':
    case 'scalar-query':
    case 'case':
    case 'extract':
    case 'call':
      return level.primary
  }
}

/** An expression, in parentheses where its operator binds less tightly than `lowest`. */
function print(e: ExpressionSyntax, lowest = 0): string {
  return levelOf(e) < lowest ? `(${expressionText(e)})` : expressionText(e)
}

function expressionText(e: ExpressionSyntax): string {
  switch (e.kind) {
    case 'null':
      return 'NULL'
    case 'boolean':
      return e.value ? 'TRUE' : 'FALSE'
    case 'number':
      return e.text
    case 'string':
      return stringText(e.value)
    case 'typed-string':
      return `${e.type.toUpperCase()} ${stringText(e.value)}`
    case 'interval':
      return `INTERVAL ${stringText(e.value)}${e.unit === undefined ? '' : ` ${e.unit}`}`
    case 'parameter':
      return `:${e.name}`
    case 'column':
      return e.table === undefined ? nameText(e.name) : `${nameText(e.table)}.${nameText(e.name)}`
    case 'exists':
      return `EXISTS (${printSyntax(e.query)})`
    case 'scalar-query':
      return `(${printSyntax(e.query)})`
    case 'case':
      return caseText(e)
    case 'extract':
      return `EXTRACT(${nameText(e.field)} FROM ${print(e.operand)})`
    case 'call':
      return call(e)
    case 'cast':
      return `${print(e.operand, level.cast)}::${typeText(e.type)}`
    case 'unary':
      return unary(e)
    case 'logical':
      return e.operands.map((o) => print(o, level[e.operator] + 1)).join(` ${e.operator.toUpperCase()} `)
    case 'binary':
      return binary(e)
    case 'is':
    case 'between':
    case 'like':
    case 'in-list':
    case 'in-query':
      return predicate(e)
  }
}

type Of<Kind> = ExpressionSyntax & { readonly kind: Kind }

function unary({ operator, operand }: Of<'unary'>): string {
  if (operator === 'not') return `NOT ${print(operand, level.not)}`
  // Two minus signs side by side would begin a comment.
  return `${operator}${operand.kind === 'unary' ? ' ' : ''}${print(operand, level.sign)}`
}

function binary({ operator, left, right }: Of<'binary'>): string {
  const own = binaryLevels[operator]
  const chains = own !== level.comparison && own !== level.is
  const word = operator.startsWith('is') ? operator.replaceAll('-', ' ').toUpperCase() : operator
  const leftLowest = operator.startsWith('is') && left.kind === 'is' ? own : chains ? own : own + 1
  return `${print(left, leftLowest)} ${word} ${print(right, own + 1)}`
}

function predicate(e: Of<'is' | 'between' | 'like' | 'in-list' | 'in-query'>): string {
  const not = e.negated ? 'NOT ' : ''
  const inner = level.predicate + 1
  switch (e.kind) {
    case 'is':
      return `${print(e.operand, e.operand.kind === 'is' ? level.is : level.comparison)} IS ${not}${e.test.toUpperCase()}`
    case 'between':
      return `${print(e.operand, inner)} ${not}BETWEEN ${print(e.low, inner)} AND ${print(e.high, inner)}`
    case 'like': {
      const escaped = e.escape === undefined ? '' : ` ESCAPE ${print(e.escape, inner)}`
      const word = e.caseInsensitive ? 'ILIKE' : 'LIKE'
      return `${print(e.operand, inner)} ${not}${word} ${print(e.pattern, inner)}${escaped}`
    }
    case 'in-list':
      return `${print(e.operand, inner)} ${not}IN (${list(e.list)})`
    case 'in-query':
      return `${print(e.operand, inner)} ${not}IN (${printSyntax(e.query)})`
  }
}

function caseText({ operand, branches, otherwise }: Of<'case'>): string {
  return words([
    'CASE',
    operand && print(operand),
    ...branches.map(({ when, then }) => `WHEN ${print(when)} THEN ${print(then)}`),
    otherwise && `ELSE ${print(otherwise)}`,
    'END',
  ])
}

function call(e: CallSyntax): string {
  // In these a word such as FROM inside the parentheses would mean something.
  const lowest = ['trim', 'position', 'substring', 'substr'].includes(e.name) ? level.primary : 0
  const named = e.named.map(({ name, value }) => `${nameText(name)} => ${argumentText(value, lowest)}`)
  const inside = [...(e.star ? ['*'] : e.arguments.map((a) => print(a, lowest))), ...named].join(', ')
  return words([
    `${e.name}(${e.distinct ? 'DISTINCT ' : ''}${inside})`,
    e.orderBy.length > 0 && `WITHIN GROUP (ORDER BY ${sortKeys(e.orderBy)})`,
    e.filter && `FILTER (WHERE ${print(e.filter)})`,
    e.over && `OVER ${'kind' in e.over ? window(e.over) : nameText(e.over)}`,
  ])
}

function argumentText(value: ExpressionSyntax | TupleSyntax, lowest: number): string {
  return value.kind === 'tuple' ? `(${list(value.values)})` : print(value, lowest)
}

function typeText({ name, arguments: numbers }: TypeSyntax): string {
  if (numbers.length === 0) return name
  const inside = `(${numbers.join(', ')})`
  // `TIMESTAMP(3) WITH TIME ZONE`, but `CHARACTER VARYING(10)`.
  return name.startsWith('TIME') ? name.replace(/^\w+/, (first) => first + inside) : name + inside
}
