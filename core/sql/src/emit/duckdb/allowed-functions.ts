/**
 * Every function and operator that stands in emitted SQL, by the name that DuckDB's own parser gives it: an engine
 * refuses all others. A test compares the list with what is emitted.
 */
export const duckdbAllowedFunctions: readonly string[] = [
  // operators
  ...['%', '*', '+', '-', '/', '//', '||'],
  ...['~~', '!~~', '~~*', '!~~*', 'like_escape', 'not_like_escape', 'ilike_escape', 'not_ilike_escape'],
  // numbers
  ...['abs', 'ceil', 'exp', 'floor', 'isfinite', 'isnan', 'ln', 'log10', 'power', 'round', 'sign', 'sqrt', 'trunc'],
  // choices
  ...['greatest', 'least', 'nullif'],
  // text
  ...['chr', 'concat', 'contains', 'ends_with', 'left', 'length', 'lower', 'lpad', 'ltrim', 'repeat', 'replace'],
  ...['right', 'rpad', 'rtrim', 'split_part', 'starts_with', 'string_split', 'strpos', 'substring', 'trim', 'upper'],
  ...['regexp_extract', 'regexp_full_match', 'regexp_replace'],
  // the order by which contributions are bounded
  'hash',
  // dates
  ...['date_diff', 'date_part', 'date_trunc', 'day', 'last_day', 'make_date', 'month', 'year'],
  ...['to_days', 'to_microseconds', 'to_months'],
  // lists: an argument that is written once and used twice, and the characters of a text
  ...['array_to_string', 'list_reverse', 'list_transform', 'list_value', 'struct_pack'],
  // aggregates and windows
  ...['avg', 'count', 'count_star', 'max', 'median', 'min', 'quantile_cont', 'sum'],
  ...['stddev_pop', 'stddev_samp', 'var_pop', 'var_samp'],
  ...['dense_rank', 'first_value', 'lag', 'last_value', 'lead', 'rank', 'row_number'],
]
