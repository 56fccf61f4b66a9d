import type { Expression } from '../relation/relation.ts'
import { integerType, textType } from '../type/sql-type.ts'
import type { FunctionName } from './function-name.ts'
import { literal } from './literal.ts'

/** Another way to call a function: other names and another order of arguments. */
export type Form = {
  readonly spellings: readonly string[]
  readonly usage: string
  readonly function: FunctionName
  /** How many arguments this form has; other forms of the same spelling may have others. */
  readonly count: number
  /** Which argument is a unit, and may be written as a bare word. */
  readonly unit?: number
  /** The arguments in the function's own order. */
  readonly arrange: (args: readonly Expression[]) => readonly Expression[]
}

const addSpellings = ['dateadd', 'date_add', 'timestampadd']
const differenceSpellings = ['datediff', 'date_diff', 'timestampdiff']

/** The ways of Redshift, Spark and others. */
export const forms: readonly Form[] = [
  {
    spellings: addSpellings,
    usage: 'dateadd(unit, amount, date)',
    function: 'date-add',
    count: 3,
    unit: 0,
    arrange: ([unit, amount, date]) => defined(date, amount, unit),
  },
  {
    spellings: ['date_add'],
    usage: 'date_add(date, days)',
    function: 'date-add',
    count: 2,
    arrange: ([date, days]) => defined(date, days, word('day', date)),
  },
  {
    spellings: ['date_sub'],
    usage: 'date_sub(date, days)',
    function: 'date-add',
    count: 2,
    arrange: ([date, days]) => defined(date, negated(days), word('day', date)),
  },
  {
    spellings: ['add_months'],
    usage: 'add_months(date, months)',
    function: 'date-add',
    count: 2,
    arrange: ([date, months]) => defined(date, months, word('month', date)),
  },
  {
    spellings: differenceSpellings,
    usage: 'datediff(unit, from, to)',
    function: 'date-difference',
    count: 3,
    unit: 0,
    arrange: (args) => args,
  },
  {
    spellings: ['datediff', 'date_diff'],
    usage: 'datediff(to, from)',
    function: 'date-difference',
    count: 2,
    arrange: ([to, from]) => defined(word('day', to), from, to),
  },
  {
    spellings: ['date_part', 'datepart'],
    usage: 'date_part(unit, date)',
    function: 'date-part',
    count: 2,
    unit: 0,
    arrange: (args) => args,
  },
  {
    spellings: ['date_trunc'],
    usage: 'date_trunc(unit, date)',
    function: 'date-trunc',
    count: 2,
    unit: 0,
    arrange: (args) => args,
  },
  ...part('year', ['year']),
  ...part('quarter', ['quarter']),
  ...part('month', ['month']),
  ...part('week', ['week', 'weekofyear']),
  ...part('day', ['day', 'dayofmonth']),
  ...part('doy', ['dayofyear']),
  ...part('hour', ['hour']),
  ...part('minute', ['minute']),
  ...part('second', ['second']),
  {
    spellings: ['position', 'locate', 'charindex'],
    usage: 'position(part, text)',
    function: 'position',
    count: 2,
    arrange: ([part, text]) => defined(text, part),
  },
  { spellings: ['date'], usage: 'date(value)', function: 'to-date', count: 1, arrange: (args) => args },
]

function part(unit: string, spellings: readonly string[]): readonly Form[] {
  const usage = `${spellings[0]}(date)`
  return [{ spellings, usage, function: 'date-part', count: 1, arrange: ([date]) => defined(word(unit, date), date) }]
}

function word(text: string, beside: Expression | undefined): Expression | undefined {
  return beside === undefined ? undefined : literal(text, textType, beside.at)
}

/** The amount with the other sign; of the least integer NULL, which no date can be added to either. */
function negated(amount: Expression | undefined): Expression | undefined {
  if (amount === undefined || amount.type.kind !== 'integer') return amount
  if (amount.kind === 'literal' && typeof amount.value === 'bigint' && amount.parameter === undefined) {
    return literal(-amount.value, integerType, amount.at)
  }
  return {
    kind: 'call',
    function: 'negate',
    arguments: [amount],
    type: integerType,
    nullable: true,
    ...(amount.range === undefined ? {} : { range: { low: -amount.range.high, high: -amount.range.low } }),
    at: amount.at,
  }
}

function defined(...args: readonly (Expression | undefined)[]): readonly Expression[] {
  return args.filter((e) => e !== undefined)
}
