import type { Feature } from '@glovebox/sql'

/** What of SQL a kind of rule allows: the rest is refused. */
export type Surface = {
  /** The kind of rule, as messages call it. */
  readonly rule: string
  readonly features: ReadonlySet<Feature>
  /** What to do instead, where there is something better than leaving it out. */
  readonly ways: Readonly<Partial<Record<Feature, string>>>
  /** Names of functions that are refused where others are allowed, lower case. Closed kinds have checks of their own. */
  readonly refusedNames: ReadonlySet<string>
}

const onlyInnerJoins = 'write `INNER JOIN … ON a.column = b.column`'
const oneSelect = 'write one SELECT over the tables themselves'

/** Aggregation rules: one SELECT with inner joins, GROUP BY, HAVING and ORDER BY. */
export const aggregationSurface: Surface = {
  rule: 'an aggregation rule',
  features: new Set<Feature>(['inner-join', 'where', 'group-by', 'having', 'order-by', 'nulls-order', 'parameter']),
  ways: {
    cte: oneSelect,
    'from-subquery': oneSelect,
    'scalar-subquery': oneSelect,
    'in-subquery': 'join the tables instead',
    exists: 'join the tables instead',
    'select-star': 'name the columns',
    'select-distinct': 'leave DISTINCT out: rows are distinct by GROUP BY',
    'left-join': onlyInnerJoins,
    'right-join': onlyInnerJoins,
    'full-join': onlyInnerJoins,
    'cross-join': onlyInnerJoins,
    'implicit-join': onlyInnerJoins,
    'natural-join': onlyInnerJoins,
    'join-using': 'write `ON a.column = b.column`',
    qualify: 'use HAVING',
    'aggregate-filter': 'use WHERE',
    limit: 'leave it out, and take the rows you want from the result',
    offset: 'leave it out, and take the rows you want from the result',
  },
  refusedNames: new Set(),
}

/** List rules: one SELECT DISTINCT of an inner join. */
export const listSurface: Surface = {
  rule: 'a list rule',
  features: new Set<Feature>(['inner-join', 'where', 'select-distinct', 'limit', 'parameter']),
  ways: {
    ...aggregationSurface.ways,
    'select-distinct': '',
    'group-by': 'write `SELECT DISTINCT` of the columns',
    having: 'use WHERE',
    qualify: 'use WHERE',
    'order-by': 'leave it out, and sort the result',
    'nulls-order': 'leave it out, and sort the result',
    limit: '',
    offset: 'leave it out; LIMIT is allowed',
  },
  refusedNames: new Set(),
}

/** Custom rules with a threshold or comparison controls: what AWS Clean Rooms lists for them. */
export const controlledSurface: Surface = {
  rule: 'a custom rule with a threshold or comparison controls',
  features: new Set<Feature>([
    'cte',
    'from-subquery',
    'scalar-subquery',
    'in-subquery',
    'values',
    'select-without-from',
    'select-star',
    'select-distinct',
    'inner-join',
    'left-join',
    'right-join',
    'full-join',
    'cross-join',
    'implicit-join',
    'natural-join',
    'join-using',
    'where',
    'group-by',
    'having',
    'window',
    'union',
    'union-all',
    'order-by',
    'nulls-order',
    'limit',
    'parameter',
    'privacy-clause',
    'named-argument',
  ]),
  ways: {
    exists: 'join the tables, or use `IN (SELECT …)` over an aggregated query',
    except: 'join the aggregated queries with LEFT JOIN',
    intersect: 'join the aggregated queries with INNER JOIN',
    qualify: 'name the window function in a subquery and filter it with WHERE',
    'aggregate-filter': 'use WHERE',
    offset: 'leave it out; LIMIT is allowed',
  },
  refusedNames: new Set([
    'add_months',
    'date_add',
    'dayofyear',
    'first_value',
    'last_value',
    'reverse',
    'split_part',
    'truncate',
  ]),
}

/** The words of each feature in messages. */
export const featureNames: Readonly<Record<Feature, string>> = {
  cte: 'WITH',
  'from-subquery': 'a subquery in FROM',
  'scalar-subquery': 'a subquery',
  'in-subquery': '`IN (SELECT …)`',
  exists: 'EXISTS',
  values: 'VALUES',
  'select-without-from': 'SELECT without FROM',
  'select-star': '`*`',
  'select-distinct': 'SELECT DISTINCT',
  'inner-join': 'INNER JOIN',
  'left-join': 'LEFT JOIN',
  'right-join': 'RIGHT JOIN',
  'full-join': 'FULL JOIN',
  'cross-join': 'CROSS JOIN',
  'implicit-join': 'a join by comma',
  'natural-join': 'NATURAL JOIN',
  'join-using': 'USING',
  where: 'WHERE',
  'group-by': 'GROUP BY',
  having: 'HAVING',
  qualify: 'QUALIFY',
  window: 'a window function',
  'aggregate-filter': '`FILTER (WHERE …)`',
  union: 'UNION',
  'union-all': 'UNION ALL',
  intersect: 'INTERSECT',
  except: 'EXCEPT',
  'order-by': 'ORDER BY',
  'nulls-order': 'NULLS FIRST or LAST',
  limit: 'LIMIT',
  offset: 'OFFSET',
  parameter: 'a parameter',
  'privacy-clause': '`WITH DIFFERENTIAL_PRIVACY`',
  'named-argument': 'an argument by name',
}
