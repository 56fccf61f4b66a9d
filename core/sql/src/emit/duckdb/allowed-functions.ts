/** Every function and operator, as DuckDB's json_serialize_sql names it, that emitted SQL may use. The engine refuses others. */
export const duckdbAllowedFunctions: readonly string[] = [
  ...[
    'count',
    'count_star',
    'sum',
    'avg',
    'min',
    'max',
    'stddev_samp',
    'stddev_pop',
    'var_samp',
    'var_pop',
    'median',
    'quantile_cont',
  ],
  ...['+', '-', '*', '/', '//', '%', '||'],
]
