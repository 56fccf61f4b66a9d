import { type Nothing, oneOf, quote, type Wording } from './entry.ts'

/** SQL_: what the names, types and shapes of an analyst's SQL mean, or why they mean nothing. */
export type NameCodes = {
  // tables and aliases
  SQL_ALIAS_UNKNOWN: { name: string; known: readonly string[] }
  SQL_ALIAS_DUPLICATE: { name: string }
  SQL_CTE_SHADOWS: { name: string }
  SQL_CTE_DUPLICATE: { name: string }
  SQL_COLUMN_COUNT: { what: string; expected: number; given: number }
  SQL_STAR_WITHOUT_FROM: Nothing
  SQL_JOIN_CONDITION: { join: string }
  SQL_JOIN_NATURAL: Nothing
  // columns
  SQL_COLUMN_UNKNOWN: { name: string; table?: string; nearest?: string; known: readonly string[]; quoted?: boolean }
  SQL_COLUMN_AMBIGUOUS: { name: string; candidates: readonly string[] }
  SQL_CORRELATED: { name: string }
  // types
  SQL_ARGUMENT: { name: string; usage?: string; expected: string; given?: string }
  SQL_NOT_BOOLEAN: { clause: string; given: string }
  SQL_TYPES_DIFFER: { what: string; types: readonly string[] }
  SQL_LITERAL: { text: string; expected: string }
  SQL_TYPE_UNKNOWN: { name: string; known: readonly string[] }
  SQL_CAST: { from: string; to: string }
  // functions
  SQL_FUNCTION_UNKNOWN: { name: string; nearest?: string; instead?: string }
  SQL_FUNCTION_REFUSED: { name: string; reason: string }
  SQL_FUNCTION_FORM: { name: string; form: string; instead: string }
  SQL_COUNT_DISTINCT: Nothing
  SQL_FRACTION: { name: string }
  // aggregates and windows
  SQL_AGGREGATE_MISPLACED: { name: string; place: string; instead: string }
  SQL_WINDOW_MISPLACED: { name: string; place: string; instead: string }
  SQL_WINDOW_UNKNOWN: { name: string; known: readonly string[] }
  SQL_WINDOW_DUPLICATE: { name: string }
  SQL_WINDOW_ORDER: { name: string }
  SQL_WINDOW_FRAME: { reason: string; instead: string }
  SQL_NOT_GROUPED: { column: string }
  SQL_ORDINAL: { clause: string; given: string; count: number }
  SQL_ORDER_NOT_SELECTED: Nothing
  // subqueries
  SQL_SUBQUERY_ROWS: Nothing
  SQL_SUBQUERY_COLUMNS: { given: number }
  // the privacy clause
  SQL_OPTION_UNKNOWN: { name: string; nearest?: string; known: readonly string[] }
  SQL_PRIVACY_UNGROUPED: Nothing
  // the rest
  SQL_PARAMETER_UNKNOWN: { name: string; known: readonly string[] }
  SQL_LIMIT: { clause: string }
  SQL_TOO_LARGE: { what: string; limit: number }
}

export const nameCodes: Wording<NameCodes> = {
  SQL_ALIAS_UNKNOWN: {
    message: ({ name }) => `no table here is called ${quote(name)}`,
    help: ({ known }) => `use ${oneOf(known, 'a table or alias of this FROM clause; it has none')}`,
  },
  SQL_ALIAS_DUPLICATE: {
    message: ({ name }) => `two tables here are called ${quote(name)}`,
    help: ({ name }) => `give one of them an alias of its own, as ${quote(`${name} AS ${name}_2`)}`,
  },
  SQL_CTE_SHADOWS: {
    message: ({ name }) => `the WITH query ${quote(name)} has the name of a table of this collaboration`,
    help: ({ name }) =>
      `give it a name that no table has, as ${quote(`${name}_selected`)}, so that readers cannot take one for the other`,
  },
  SQL_CTE_DUPLICATE: {
    message: ({ name }) => `two WITH queries are called ${quote(name)}`,
    help: () => 'give one of them another name',
  },
  SQL_COLUMN_COUNT: {
    message: ({ what, expected, given }) =>
      `${what} has ${columns(given)} where ${columns(expected)} ${expected === 1 ? 'is' : 'are'} needed`,
    help: ({ expected }) => `write exactly ${columns(expected)}`,
  },
  SQL_STAR_WITHOUT_FROM: {
    message: () => '`*` stands for the columns of the FROM clause, and there is none',
    help: () => 'add a FROM clause, or name what you want',
  },
  SQL_JOIN_CONDITION: {
    message: ({ join }) => `this ${join} says nothing about which rows belong together`,
    help: () => 'add `ON condition` or `USING (column)`, or write CROSS JOIN if every pair is meant',
  },
  SQL_JOIN_NATURAL: {
    message: () => 'the two sides of this NATURAL JOIN have no column name in common',
    help: () => 'write `JOIN … ON condition`, or CROSS JOIN if every pair is meant',
  },
  SQL_COLUMN_UNKNOWN: {
    message: ({ name, table }) =>
      table === undefined ? `there is no column ${quote(name)} here` : `${quote(table)} has no column ${quote(name)}`,
    help: ({ name, nearest, known, quoted }) => {
      if (nearest !== undefined) return `did you mean ${quote(nearest)}?`
      const columns = `use ${oneOf(known, 'a column of a table in the FROM clause')}`
      return quoted ? `${columns}; if it is a text, write it in single quotes: ${quote(`'${name}'`)}` : columns
    },
  },
  SQL_COLUMN_AMBIGUOUS: {
    message: ({ name }) => `${quote(name)} could be more than one column`,
    help: ({ candidates }) =>
      candidates.length === 0 ? 'give each of them an alias of its own' : `say which: ${oneOf(candidates)}`,
  },
  SQL_CORRELATED: {
    message: ({ name }) => `the subquery uses ${quote(name)} of the query around it, which is not supported`,
    help: () => 'write a join with the table, or with a subquery in FROM that is grouped by the joined column',
  },
  SQL_ARGUMENT: {
    message: ({ name, expected, given }) =>
      given === undefined
        ? `${quote(name)} needs ${expected}`
        : `${quote(name)} needs ${expected}, and this is ${given}`,
    help: ({ usage, expected }) => (usage === undefined ? `give ${expected}, or CAST to it` : `write ${quote(usage)}`),
  },
  SQL_NOT_BOOLEAN: {
    message: ({ clause, given }) => `${clause} needs a condition, and this is ${given}`,
    help: () => 'compare it with something, as `… = 1` or `… IS NOT NULL`',
  },
  SQL_TYPES_DIFFER: {
    message: ({ what, types }) => `${what} have no type in common: ${types.join(', ')}`,
    help: () => 'CAST them to one type',
  },
  SQL_LITERAL: {
    message: ({ text, expected }) => `${quote(text)} is not ${expected}`,
    help: ({ expected }) => `write ${expected}`,
  },
  SQL_TYPE_UNKNOWN: {
    message: ({ name }) => `there is no type ${quote(name)} here`,
    help: ({ known }) => `use ${oneOf(known)}`,
  },
  SQL_CAST: {
    message: ({ from, to }) => `a ${from} cannot be cast to ${to}`,
    help: () => 'cast it to VARCHAR first, or use a function that makes the conversion you mean',
  },
  SQL_FUNCTION_UNKNOWN: {
    message: ({ name }) => `there is no function ${quote(name)} here`,
    help: ({ nearest, instead }) => {
      if (instead !== undefined) return instead
      return nearest === undefined
        ? 'only the functions of the reference exist; say it with those'
        : `did you mean ${quote(nearest)}?`
    },
  },
  SQL_FUNCTION_REFUSED: {
    message: ({ name }) => `the function ${quote(name)} may not be used`,
    help: ({ reason }) => reason,
  },
  SQL_FUNCTION_FORM: {
    message: ({ name, form }) => `${quote(name)} does not take ${form}`,
    help: ({ instead }) => instead,
  },
  SQL_COUNT_DISTINCT: {
    message: () => 'COUNT(DISTINCT …) takes one column',
    help: () => 'count the rows of a subquery in FROM: `SELECT COUNT(*) FROM (SELECT DISTINCT a, b FROM …) AS pairs`',
  },
  SQL_FRACTION: {
    message: ({ name }) => `${quote(name)} needs a fraction between 0 and 1`,
    help: () => 'write it as `PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY column)`',
  },
  SQL_AGGREGATE_MISPLACED: {
    message: ({ name, place }) => `the aggregate ${quote(name)} cannot stand in ${place}`,
    help: ({ instead }) => instead,
  },
  SQL_WINDOW_MISPLACED: {
    message: ({ name, place }) => `the window function ${quote(name)} cannot stand in ${place}`,
    help: ({ instead }) => instead,
  },
  SQL_WINDOW_UNKNOWN: {
    message: ({ name }) => `there is no window ${quote(name)} here`,
    help: ({ known }) => `use ${oneOf(known, 'OVER (…), or define it: `WINDOW name AS (…)`')}`,
  },
  SQL_WINDOW_DUPLICATE: {
    message: ({ name }) => `two windows here are called ${quote(name)}`,
    help: () => 'give one of them another name',
  },
  SQL_WINDOW_ORDER: {
    message: ({ name }) => `${quote(name)} means nothing without an order`,
    help: () => 'add an ORDER BY inside OVER (…)',
  },
  SQL_WINDOW_FRAME: {
    message: ({ reason }) => reason,
    help: ({ instead }) => instead,
  },
  SQL_NOT_GROUPED: {
    message: ({ column }) => `${quote(column)} must appear in the GROUP BY clause or inside an aggregate function`,
    help: ({ column }) => `add ${quote(column)} to GROUP BY, or aggregate it, as ${quote(`MIN(${column})`)}`,
  },
  SQL_ORDINAL: {
    message: ({ clause, given }) => `${clause} ${quote(given)} is not the position of a selected column`,
    help: ({ count }) => (count === 1 ? 'write 1, or name the column' : `write 1 to ${count}, or name the column`),
  },
  SQL_ORDER_NOT_SELECTED: {
    message: () => 'with DISTINCT, ORDER BY can only use what is selected',
    help: () => 'add it to the SELECT list, or order by a selected column',
  },
  SQL_SUBQUERY_ROWS: {
    message: () => 'this subquery could give more than one row where one value is needed',
    help: () => 'aggregate without GROUP BY, as `(SELECT MAX(x) FROM …)`, add `LIMIT 1`, or test with IN',
  },
  SQL_SUBQUERY_COLUMNS: {
    message: ({ given }) => `this subquery gives ${columns(given)} where one is needed`,
    help: () => 'select exactly one column',
  },
  SQL_OPTION_UNKNOWN: {
    message: ({ name }) => `there is no option ${quote(name)} of differential privacy`,
    help: ({ nearest, known }) => (nearest === undefined ? `use ${oneOf(known)}` : `did you mean ${quote(nearest)}?`),
  },
  SQL_PRIVACY_UNGROUPED: {
    message: () => 'differential privacy protects aggregates, and this SELECT has none',
    help: () => 'aggregate, as `SELECT WITH DIFFERENTIAL_PRIVACY … COUNT(*) FROM …`, or leave the clause out',
  },
  SQL_PARAMETER_UNKNOWN: {
    message: ({ name }) => `there is no parameter ${quote(`:${name}`)}`,
    help: ({ known }) =>
      `use ${oneOf(
        known.map((k) => `:${k}`),
        'a literal; no parameters are declared',
      )}`,
  },
  SQL_LIMIT: {
    message: ({ clause }) => `${clause} needs a whole number that is not negative`,
    help: ({ clause }) => `write it as ${quote(`${clause} 100`)}, or use an integer parameter`,
  },
  SQL_TOO_LARGE: {
    message: ({ what, limit }) => `the query is too large: more than ${limit} ${what}`,
    help: () => 'ask a smaller question, or several; a WITH query counts as often as it is used',
  },
}

function columns(count: number): string {
  return count === 1 ? '1 column' : `${count} columns`
}
