import { boundsOf } from '../../function/range.ts'
import { longestMadeText } from '../../function/text.ts'
import type { Expression } from '../../relation/relation.ts'
import { textType } from '../../type/sql-type.ts'
import { type Argument, argumentAt, binary, type Call, type Spelling, ternary, unary } from '../dialect.ts'
import { atom, choose, compare, infix, invoke, only, operand, type Sql } from '../sql.ts'
import { wholeConstant } from './constant.ts'
import { castAs, integerText, nullOf, textLiteral } from './literal.ts'
import { share } from './share.ts'

type Name =
  | 'concatenate'
  | 'concat'
  | 'lower'
  | 'upper'
  | 'trim'
  | 'trim-left'
  | 'trim-right'
  | 'substring'
  | 'length'
  | 'replace'
  | 'left'
  | 'right'
  | 'position'
  | 'starts-with'
  | 'ends-with'
  | 'contains'
  | 'split-part'
  | 'repeat'
  | 'reverse'
  | 'left-pad'
  | 'right-pad'

/** The largest count that DuckDB's text functions take. */
const largestCount = 4_294_967_295n

/** Functions of text, code point by code point. */
export const texts: Readonly<Record<Name, Spelling>> = {
  concatenate: ({ args }) => args.map((a) => a.sql).reduce((left, right) => infix(left, '||', right, 'sum')),
  concat: ({ args }) => invoke('concat', ...args.map((a) => a.sql)),
  lower: unary((a) => invoke('lower', a.sql)),
  upper: unary((a) => invoke('upper', a.sql)),
  // Without characters the engine would remove every Unicode space.
  trim: trim('trim'),
  'trim-left': trim('ltrim'),
  'trim-right': trim('rtrim'),
  substring: (call) => (call.args.length === 2 ? tail(call) : slice(call)),
  length: unary((a) => invoke('length', a.sql)),
  replace: ternary((a, part, replacement) => invoke('replace', a.sql, part.sql, replacement.sql)),
  left: binary((a, count, { names }) => {
    const size = wholeConstant(count.expression)
    if (size !== undefined) return invoke('left', a.sql, integerText(clamp(size, -largestCount, largestCount)))
    if (isAtMost(count.expression, largestCount)) return invoke('left', a.sql, count.sql)
    return invoke('left', a.sql, share(names, [count.sql], capped))
  }),
  right: binary((a, count) => invoke('right', a.sql, count.bare)),
  position: binary((a, part) => invoke('strpos', a.sql, part.sql)),
  'starts-with': binary((a, part) => invoke('starts_with', a.sql, part.sql)),
  'ends-with': binary((a, part) => invoke('ends_with', a.sql, part.sql)),
  contains: binary((a, part) => invoke('contains', a.sql, part.sql)),
  'split-part': ternary(splitPart),
  repeat: binary((a, count, { names }) =>
    share(names, [a.sql, count.bare], (x, n) => {
      const times = invoke('greatest', invoke('least', n, String(longestMadeText + 1)), '0')
      const size = infix(invoke('length', x), '*', times, 'product')
      return only(compare(size, '<=', atom(String(longestMadeText))), invoke('repeat', x, n))
    }),
  ),
  // The engine's own reverse keeps joined characters together.
  reverse: unary((a) => invoke('array_to_string', invoke('list_reverse', invoke('string_split', a.sql, "''")), "''")),
  'left-pad': (call) => pad('lpad', call),
  'right-pad': (call) => pad('rpad', call),
}

function isAtMost(e: Expression, limit: bigint): boolean {
  return boundsOf(e).high <= Number(limit)
}

function isAtLeast(e: Expression, limit: bigint): boolean {
  return boundsOf(e).low >= Number(limit)
}

/** The count, or the largest that matters; NULL stays NULL. */
function capped(n: Sql): Sql {
  return choose([[compare(n, '>', atom(String(largestCount))), atom(String(largestCount))]], n)
}

function trim(name: string): Spelling {
  return ({ args }) => invoke(name, argumentAt(args, 0).sql, args[1]?.sql ?? "' '")
}

/** SUBSTRING without a length. */
function tail({ args, names }: Call): Sql {
  const [a, start] = [argumentAt(args, 0), argumentAt(args, 1)]
  const from = wholeConstant(start.expression)
  if (from !== undefined) return invoke('substring', a.sql, String(clamp(from, 1n, largestCount)))
  if (isAtLeast(start.expression, 1n) && isAtMost(start.expression, largestCount)) {
    return invoke('substring', a.sql, start.sql)
  }
  const first = share(names, [start.sql], (n) => choose([[compare(n, '<', atom('1')), atom('1')]], capped(n)))
  return invoke('substring', a.sql, first)
}

/** SUBSTRING with a length: the places from `start` to before `start + length`, those below 1 left out. */
function slice({ args, names }: Call): Sql {
  const [a, start, length] = [argumentAt(args, 0), argumentAt(args, 1), argumentAt(args, 2)]
  const [from, count] = [wholeConstant(start.expression), wholeConstant(length.expression)]
  if (from !== undefined && count !== undefined) {
    if (count < 0n) return nullOf(textType)
    const first = clamp(from, 1n, largestCount)
    const size = clamp(from + count - first, 0n, largestCount)
    return invoke('substring', a.sql, String(first), String(size))
  }
  const isPlain =
    isAtLeast(start.expression, 1n) &&
    isAtMost(start.expression, largestCount) &&
    isAtLeast(length.expression, 0n) &&
    isAtMost(length.expression, largestCount)
  if (isPlain) return invoke('substring', a.sql, start.bare, length.bare)
  return share(names, [a.sql, start.bare, length.bare], (x, s, n) => {
    // Two branches, so that no NULL is taken for a bound: for a start in the text, and for one before it.
    const inside = invoke('substring', x, capped(s), capped(n))
    // A start before the text and a length cannot overflow together.
    const end = invoke('greatest', infix(s, '+', n, 'sum'), '1')
    const size = invoke('least', infix(end, '-', atom('1'), 'sum'), String(largestCount))
    const before = only(compare(n, '>=', atom('0')), invoke('substring', x, '1', size))
    return choose([
      [compare(n, '<', atom('0')), nullOf(textType)],
      [compare(s, '>=', atom('1')), inside],
      [compare(s, '<', atom('1')), before],
    ])
  })
}

function clamp(value: bigint, low: bigint, high: bigint): bigint {
  return value < low ? low : value > high ? high : value
}

/** DuckDB splits by an empty delimiter into characters, and has an empty field 0. */
function splitPart(a: Argument, delimiter: Argument, n: Argument, { names }: Call): Sql {
  const [mark, place] = [delimiter.expression, wholeConstant(n.expression)]
  const isFilled = mark.kind === 'literal' && typeof mark.value === 'string' && mark.value !== ''
  if (place === 0n) return nullOf(textType)
  if (isFilled && place !== undefined) return invoke('split_part', a.sql, delimiter.sql, integerText(place))
  return share(names, [a.sql, delimiter.sql, n.sql], (x, d, i) => {
    const whole = choose([[{ text: `${operand(i, 'sum')} IN (1, -1)`, binds: 'comparison' }, x]], textLiteral(''))
    const field = choose(
      [[compare(d, '=', textLiteral('')), only({ text: `${x.text} IS NOT NULL`, binds: 'comparison' }, whole)]],
      invoke('split_part', x, d, i),
    )
    return only(compare(i, '<>', atom('0')), field)
  })
}

function pad(name: 'lpad' | 'rpad', { args, names }: Call): Sql {
  const [a, length] = [argumentAt(args, 0), argumentAt(args, 1)]
  const fill = args[2]?.sql ?? textLiteral(' ')
  const filling = args[2]?.expression
  const isFilled =
    filling === undefined || (filling.kind === 'literal' && typeof filling.value === 'string' && filling.value !== '')
  const limit = atom(String(longestMadeText))
  const known = wholeConstant(length.expression)
  if (known !== undefined && known > BigInt(longestMadeText)) return nullOf(textType)
  if (isFilled && known !== undefined) {
    return invoke(name, a.sql, String(clamp(known, 0n, BigInt(longestMadeText))), fill)
  }
  const bounded = (n: Sql): Sql => castAs(invoke('greatest', n, '0'), 'INTEGER')
  if (isFilled) {
    const size = share(names, [length.sql], (n) => only(compare(n, '<=', limit), bounded(n)))
    return invoke(name, a.sql, size, fill)
  }
  return share(names, [a.sql, length.bare, fill], (x, n, f) => {
    const cut = only({ text: `${f.text} IS NOT NULL`, binds: 'comparison' }, invoke('left', x, bounded(n)))
    const padded = choose([[compare(f, '<>', textLiteral('')), invoke(name, x, bounded(n), f)]], cut)
    return only(compare(n, '<=', limit), padded)
  })
}
