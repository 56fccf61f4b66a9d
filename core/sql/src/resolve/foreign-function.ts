import { aggregateFunctions, windowFunctions } from '../function/catalogue.ts'
import { refusedFunctions } from '../function/refused.ts'

// Functions of other systems: why they are refused, or what says the same here.

/** The spellings of aggregates and window functions. */
export const otherSpellings: readonly string[] = [aggregateFunctions, windowFunctions].flatMap((entries) =>
  Object.values(entries).flatMap((entry) => entry.spellings),
)

const outside =
  'a query sees the tables of the collaboration and nothing else: no files, settings, sessions or system tables'

const outsideNames: readonly string[] = [
  'current_catalog',
  'current_database',
  'current_query',
  'current_role',
  'current_schema',
  'current_schemas',
  'current_setting',
  'current_user',
  'currval',
  'database',
  'dblink',
  'getenv',
  'getvariable',
  'glob',
  'has_table_privilege',
  'icu_sort_key',
  'inet_client_addr',
  'lastval',
  'lo_export',
  'lo_import',
  'nextval',
  'query',
  'query_table',
  'session_user',
  'set_config',
  'system_user',
  'user',
  'version',
  'which_secret',
]

const outsidePrefixes: readonly string[] = [
  'pg_',
  'duckdb_',
  'read_',
  'write_',
  'sniff_',
  'parquet_',
  'sqlite_',
  'postgres_',
  'mysql_',
  'iceberg_',
  'delta_',
  'http_',
  'st_read',
  'txid_',
  'lo_',
  'ai_',
  'load_',
]

const notTheSameTwice: readonly string[] = [
  'clock_timestamp',
  'statement_timestamp',
  'transaction_timestamp',
  'get_current_time',
  'get_current_timestamp',
  'current_localtime',
  'current_localtimestamp',
  'current_datetime',
  'localtime',
  'curdate',
  'curtime',
  'unix_timestamp',
  'utc_timestamp',
  'sleep',
  'pg_sleep',
  'generate_uuid',
  'uuidv4',
  'uuidv7',
  'gen_random_bytes',
  'random_normal',
  'randn',
  'randstr',
  'uniform',
]

/** Why a known function may not be used; undefined where there is no such reason. */
export function refusalOf(name: string): string | undefined {
  if (Object.hasOwn(refusedFunctions, name)) return refusedFunctions[name]
  if (notTheSameTwice.includes(name)) {
    return 'it is not deterministic, and the same question must have the same answer: write the value out, or use a parameter'
  }
  return outsideNames.includes(name) || outsidePrefixes.some((prefix) => name.startsWith(prefix)) ? outside : undefined
}

/** Functions that are written without parentheses, and so read as a column's name. */
const withoutCall: readonly string[] = [
  'current_catalog',
  'current_date',
  'current_role',
  'current_schema',
  'current_time',
  'current_timestamp',
  'current_user',
  'localtime',
  'localtimestamp',
  'session_user',
  'sysdate',
  'system_user',
  'user',
]

/** Why a name without parentheses may not be used where no column has it. */
export function refusalWithoutCall(name: string): string | undefined {
  return withoutCall.includes(name) ? refusalOf(name) : undefined
}

const equivalents: Readonly<Record<string, string>> = {
  array_length: 'there are no arrays',
  bool_and: 'write `MIN(CASE WHEN condition THEN 1 ELSE 0 END) = 1`',
  bool_or: 'write `MAX(CASE WHEN condition THEN 1 ELSE 0 END) = 1`',
  every: 'write `MIN(CASE WHEN condition THEN 1 ELSE 0 END) = 1`',
  count_if: 'write `COUNT(*) FILTER (WHERE condition)`',
  countif: 'write `COUNT(*) FILTER (WHERE condition)`',
  sum_if: 'write `SUM(value) FILTER (WHERE condition)`',
  sumif: 'write `SUM(value) FILTER (WHERE condition)`',
  initcap: 'use `upper` or `lower`',
  isnull: 'write `value IS NULL`, or `coalesce(value, other)`',
  nullifzero: 'write `nullif(value, 0)`',
  zeroifnull: 'write `coalesce(value, 0)`',
  quantile_cont: 'write `PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY value)`',
  quantile: 'write `PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY value)`',
  percentile: 'write `PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY value)`',
  percentile_disc: 'write `PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY value)`',
  approx_percentile: 'write `PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY value)`',
  approx_quantile: 'write `PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY value)`',
  approx_quantiles: 'write `PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY value)`',
  safe_cast: 'write `CAST(value AS type)`: where a value does not fit it is NULL',
  safe_divide: 'write `a / b`: division by zero is NULL',
  try_divide: 'write `a / b`: division by zero is NULL',
  translate: 'use `replace`, once for each character',
  date_from_parts: 'write `make_date(year, month, day)`',
  datefromparts: 'write `make_date(year, month, day)`',
  months_between: 'write `datediff(month, from, to)`',
  dayname: "write `date_part('dow', date)`: 0 is Sunday",
  dayofweek: "write `date_part('dow', date)`: 0 is Sunday",
  weekday: "write `date_part('isodow', date)`: 1 is Monday",
  monthname: 'write `month(date)`',
  from_unixtime: "write `TIMESTAMP '1970-01-01' + INTERVAL '…' SECOND`",
  unnest: 'there are no arrays: join a table instead',
  explode: 'there are no arrays: join a table instead',
  flatten: 'there are no arrays: join a table instead',
  generate_series: 'write the rows out with VALUES',
  range: 'write the rows out with VALUES',
  sequence: 'write the rows out with VALUES',
  log2: 'write `ln(x) / ln(2)`',
  square: 'write `x * x`',
  grouping: 'group by plain columns: there are no grouping sets',
  struct: 'there are no structs: select the columns',
  row: 'there are no rows as values: select the columns',
  json_extract: 'extract the value before the table is contributed',
  json_extract_path_text: 'extract the value before the table is contributed',
  json_value: 'extract the value before the table is contributed',
  get_json_object: 'extract the value before the table is contributed',
}

/** The functions of other systems that have an equivalent here. */
export const foreignSpellings: readonly string[] = Object.keys(equivalents)

/** What says the same as a function of another system; undefined where nothing is known. */
export function equivalentOf(name: string): string | undefined {
  return Object.hasOwn(equivalents, name) ? equivalents[name] : undefined
}
