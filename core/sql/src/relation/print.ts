import { typeName } from '../type/sql-type.ts'
import { writeValue } from '../type/value-text.ts'
import type {
  Aggregate,
  Column,
  Expression,
  Frame,
  FrameBound,
  JoinRelation,
  Output,
  PrivacyClause,
  PrivacyOption,
  Query,
  Relation,
  SortKey,
  WindowCall,
} from './relation.ts'
import { inputs } from './walk.ts'

/** An indented outline of a query: what leaves, then each relation above its inputs; `name#3` is the column with id 3. */
export function printRelation(query: Query): string {
  const outputs = query.outputs.map((output) => `${output.name}#${output.id}`)
  return [`returns ${outputs.join(', ')}`, ...outline(query.relation)].join('\n')
}

function outline(relation: Relation): readonly string[] {
  return [
    heading(relation),
    ...details(relation).flatMap((lines) => lines.map((line, i) => (i === 0 ? `  - ${line}` : `    ${line}`))),
    ...inputs(relation).flatMap(outline).map(indent),
  ]
}

function heading(relation: Relation): string {
  switch (relation.kind) {
    case 'table':
      return relation.alias === relation.table
        ? `table ${relation.table}`
        : `table ${relation.table} as ${relation.alias}`
    case 'filter':
      return `filter ${relation.clause}`
    case 'reduce':
      return relation.keys.length === 0 ? 'reduce to one row' : `reduce ${relation.clause}`
    case 'join':
      return `join ${relation.join}${nullableSides(relation)}`
    case 'set':
      return `set ${relation.operator}`
    case 'limit': {
      const count = relation.count === undefined ? 'limit all' : `limit ${relation.count}`
      return relation.offset === 0 ? count : `${count} offset ${relation.offset}`
    }
    case 'values':
    case 'map':
    case 'window':
    case 'sort':
      return relation.kind
  }
}

function nullableSides({ join }: JoinRelation): string {
  if (join === 'full') return ' (both sides may be missing)'
  if (join === 'left') return ' (right may be missing)'
  return join === 'right' ? ' (left may be missing)' : ''
}

/** What stands under the heading: groups of lines, of which the first gets the dash. */
function details(relation: Relation): readonly (readonly string[])[] {
  switch (relation.kind) {
    case 'table':
      return relation.columns.map((column) => [declared(column)])
    case 'values':
      return [
        ...relation.columns.map((column) => [declared(column)]),
        ...relation.rows.map((row) => withSubqueries(row, (e) => `row (${e.join(', ')})`)),
      ]
    case 'map':
      return relation.outputs.map(output)
    case 'filter':
      return [withSubqueries([relation.condition], ([condition]) => condition ?? '')]
    case 'reduce':
      return [
        ...(relation.privacy === undefined ? [] : [privacy(relation.privacy)]),
        ...relation.keys.map((key) => output(key).map((l, i) => (i === 0 ? `key ${l}` : l))),
        ...relation.aggregates.map(aggregate),
      ]
    case 'join':
      return relation.on === undefined ? [] : [withSubqueries([relation.on], ([on]) => `on ${on}`)]
    case 'set':
      return relation.columns.map((column, i) => [
        `${declared(column)} = #${relation.leftColumns[i]}, #${relation.rightColumns[i]}`,
      ])
    case 'window':
      return relation.calls.map(windowCall)
    case 'sort':
      return [sortKeys(relation.keys)]
    case 'limit':
      return []
  }
}

function declared(column: Column): string {
  const range = column.range === undefined ? '' : ` in ${column.range.low} .. ${column.range.high}`
  return `${column.name}#${column.id} ${typeName(column.type)}${column.nullable ? '?' : ''}${range}`
}

function output({ column, expression }: Output): readonly string[] {
  return withSubqueries([expression], ([text]) => `${declared(column)} = ${text}`)
}

function privacy({ options }: PrivacyClause): readonly string[] {
  const texts = options.map(({ name, value }) => `${name} = ${optionValue(value)}`)
  return [`with differential privacy (${texts.join(', ')})`]
}

function optionValue(value: PrivacyOption['value']): string {
  switch (value.kind) {
    case 'number':
      return String(value.value)
    case 'null':
      return 'NULL'
    case 'word':
      return value.text
    case 'column':
      return `${value.name}#${value.id}`
  }
}

function aggregate(aggregate: Aggregate): readonly string[] {
  const { column, function: name, argument, distinct, filter, fraction, bounds, report } = aggregate
  return withSubqueries([argument, filter], ([over, where]) => {
    const inside = [
      `${distinct ? 'distinct ' : ''}${over || '*'}`,
      ...(fraction === undefined ? [] : [String(fraction)]),
      ...(bounds === undefined ? [] : [`bounds per ${bounds.per} ${bounds.low} .. ${bounds.high}`]),
      ...(report === undefined ? [] : [`report ${report}`]),
    ]
    return `${declared(column)} = ${name}(${inside.join(', ')})${filter === undefined ? '' : ` filter (${where})`}`
  })
}

function windowCall(call: WindowCall): readonly string[] {
  const { column, function: name, partitionBy, orderBy, frame } = call
  const counts = [call.arguments.length, partitionBy.length, orderBy.length] as const
  const expressions = [...call.arguments, ...partitionBy, ...orderBy.map((key) => key.expression)]
  return withSubqueries(expressions, (texts) => {
    const over = texts.slice(0, counts[0])
    const partitions = texts.slice(counts[0], counts[0] + counts[1])
    const keys = texts.slice(counts[0] + counts[1]).map((text, i) => `${text}${direction(orderBy[i])}`)
    const window = [
      ...(partitions.length === 0 ? [] : [`partition by ${partitions.join(', ')}`]),
      ...(keys.length === 0 ? [] : [`order by ${keys.join(', ')}`]),
      ...(frame === undefined ? [] : [printFrame(frame)]),
    ]
    const star = name === 'count' && over.length === 0 ? '*' : over.join(', ')
    return `${declared(column)} = ${name}(${star}) over (${window.join(' ')})`
  })
}

function sortKeys(keys: readonly SortKey[]): readonly string[] {
  const expressions = keys.map((key) => key.expression)
  return withSubqueries(expressions, (texts) => texts.map((text, i) => `${text}${direction(keys[i])}`).join(', '))
}

function direction(key: SortKey | undefined): string {
  return key === undefined ? '' : ` ${key.direction} nulls ${key.nulls}`
}

function printFrame({ unit, start, end }: Frame): string {
  return `${unit} between ${frameBound(start)} and ${frameBound(end)}`
}

function frameBound(bound: FrameBound): string {
  return 'rows' in bound ? `${bound.rows} ${bound.kind}` : bound.kind.replace('-', ' ')
}

/** A line made of expressions, followed by the outlines of the subqueries in them, numbered as they come. */
function withSubqueries(
  expressions: readonly (Expression | undefined)[],
  line: (texts: readonly string[]) => string,
): readonly string[] {
  const inner: Relation[] = []
  const texts = expressions.map((e) => (e === undefined ? '' : printExpression(e, inner)))
  return [
    line(texts),
    ...inner.flatMap((relation, i) => [`  query ${i + 1}:`, ...outline(relation).map((l) => `    ${l}`)]),
  ]
}

const infix: Readonly<Record<string, string>> = {
  and: 'and',
  or: 'or',
  equal: '=',
  'not-equal': '<>',
  less: '<',
  'less-or-equal': '<=',
  greater: '>',
  'greater-or-equal': '>=',
  'is-distinct-from': 'is distinct from',
  'is-not-distinct-from': 'is not distinct from',
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
  modulo: '%',
  concatenate: '||',
}

function printExpression(expression: Expression, inner: Relation[]): string {
  const print = (e: Expression): string => printExpression(e, inner)
  const subquery = (relation: Relation): string => `query ${inner.push(relation)}`
  switch (expression.kind) {
    case 'literal':
      return printLiteral(expression)
    case 'column':
      return `${expression.name}#${expression.id}`
    case 'call': {
      const operator = infix[expression.function]
      const texts = expression.arguments.map(print)
      return operator === undefined || texts.length < 2
        ? `${expression.function}(${texts.join(', ')})`
        : `(${texts.join(` ${operator} `)})`
    }
    case 'case': {
      const branches = expression.branches.map((branch) => `when ${print(branch.when)} then ${print(branch.then)}`)
      const otherwise = expression.otherwise === undefined ? [] : [`else ${print(expression.otherwise)}`]
      return `case ${[...branches, ...otherwise].join(' ')} end`
    }
    case 'cast':
      return `${expression.implicit ? 'as' : 'cast'}(${print(expression.argument)}, ${typeName(expression.type)})`
    case 'in-list': {
      const list = expression.list.map(print).join(', ')
      return `(${print(expression.operand)} ${expression.negated ? 'not in' : 'in'} (${list}))`
    }
    case 'in-query': {
      const operand = print(expression.operand)
      const of = `#${expression.output} of ${subquery(expression.relation)}`
      return `(${operand} ${expression.negated ? 'not in' : 'in'} ${of})`
    }
    case 'scalar-query':
      return `(#${expression.output} of ${subquery(expression.relation)})`
    case 'exists':
      return `exists ${subquery(expression.relation)}`
  }
}

function printLiteral({ value, type, parameter }: Extract<Expression, { kind: 'literal' }>): string {
  const from = parameter === undefined ? '' : ` /* :${parameter} */`
  if (value === null) return `NULL${from}`
  const text = writeValue(value, type)
  switch (type.kind) {
    case 'text':
      return `'${text.replaceAll("'", "''").replace(/[\r\n]/g, ' ')}'${from}`
    case 'date':
    case 'timestamp':
    case 'interval':
      return `${type.kind} '${text}'${from}`
    case 'double':
      return `${/^-?\d+$/.test(text) ? `${text}.0` : text}${from}`
    case 'boolean':
    case 'integer':
    case 'decimal':
    case 'null':
      return `${text}${from}`
  }
}

function indent(line: string): string {
  return `  ${line}`
}
