import {
  type Column,
  type ColumnId,
  callFunction,
  coerce,
  doubleType,
  type Expression,
  type FunctionName,
  isNumeric,
  literal,
} from '@glovebox/sql'

/** Where an expression lies, as expressions over the ends of what it is made of. */
export type Bounds = {
  readonly low: Expression
  readonly high: Expression
  /** The published numbers it is made of: it lies there if each of them lies within its own ends. */
  readonly sources: ReadonlySet<ColumnId>
}

/** The ends of a column, and the published numbers it is made of. */
export type ColumnEnds = { readonly low: Column; readonly high: Column; readonly sources: ReadonlySet<ColumnId> }

/**
 * Interval arithmetic (Moore 1966) over sums, differences, products and quotients of published numbers. A quotient has
 * no ends where its divisor may be 0. Undefined where an expression is made otherwise.
 */
export function boundsOf(expression: Expression, endsOf: (id: ColumnId) => ColumnEnds | undefined): Bounds | undefined {
  if (!isNumeric(expression.type)) return undefined
  const below = (e: Expression): Bounds | undefined => boundsOf(e, endsOf)
  switch (expression.kind) {
    case 'literal': {
      const value = expression.value === null ? undefined : coerce(expression, doubleType)
      return value && same(value)
    }
    case 'column': {
      const ends = endsOf(expression.id)
      if (ends === undefined) return undefined
      return { low: of(ends.low, expression), high: of(ends.high, expression), sources: ends.sources }
    }
    case 'cast':
      // Other casts move numbers.
      return expression.implicit || expression.type.kind === 'double' ? below(expression.argument) : undefined
    case 'call': {
      const args = expression.arguments.map(below)
      const [a, b] = args
      if (expression.function === 'nullif') return a
      if (expression.function === 'negate' && a !== undefined) return negated(a)
      if (a === undefined || b === undefined || args.length !== 2) return undefined
      return expression.type.kind === 'integer' && expression.function === 'divide'
        ? undefined
        : combined(expression.function, a, b)
    }
    case 'case':
    case 'in-list':
    case 'scalar-query':
    case 'in-query':
    case 'exists':
      return undefined
  }
}

function combined(name: FunctionName, a: Bounds, b: Bounds): Bounds | undefined {
  const sources = new Set([...a.sources, ...b.sources])
  switch (name) {
    case 'add':
      return { low: call('add', a.low, b.low), high: call('add', a.high, b.high), sources }
    case 'subtract':
      return { low: call('subtract', a.low, b.high), high: call('subtract', a.high, b.low), sources }
    case 'multiply':
      return { ...extremes('multiply', a, b), sources }
    case 'divide': {
      const { low, high } = extremes('divide', a, b)
      const zero = literal(0, doubleType, a.low.at)
      const isApart = call('or', call('greater', b.low, zero), call('less', b.high, zero))
      return { low: onlyWhere(isApart, low), high: onlyWhere(isApart, high), sources }
    }
    default:
      return undefined
  }
}

function extremes(name: FunctionName, a: Bounds, b: Bounds): Pick<Bounds, 'low' | 'high'> {
  const corners = [a.low, a.high].flatMap((x) => [b.low, b.high].map((y) => call(name, x, y)))
  return { low: call('least', ...corners), high: call('greatest', ...corners) }
}

function negated({ low, high, sources }: Bounds): Bounds {
  return { low: call('negate', high), high: call('negate', low), sources }
}

function same(value: Expression): Bounds {
  return { low: value, high: value, sources: new Set() }
}

function onlyWhere(when: Expression, then: Expression): Expression {
  return { kind: 'case', branches: [{ when, then }], type: doubleType, nullable: true, at: then.at }
}

function of({ id, name, type, nullable }: Column, { at }: Expression): Expression {
  return { kind: 'column', id, name, type, nullable, at }
}

function call(name: FunctionName, ...args: readonly Expression[]): Expression {
  const [first] = args
  if (first === undefined) throw new Error('a call has an argument')
  const made = callFunction(name, args, first.at)
  if ('expected' in made) throw new Error('the ends of an interval are not numbers')
  return made
}
