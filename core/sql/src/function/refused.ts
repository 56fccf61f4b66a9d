/** Functions people will look for that are not here, and what to do instead: the ends of help sentences. */
export const refusedFunctions: Readonly<Record<string, string>> = {
  ...each(
    [
      'now',
      'current_date',
      'current_timestamp',
      'current_time',
      'getdate',
      'sysdate',
      'today',
      'localtimestamp',
      'timeofday',
    ],
    'the answer must not depend on when it is asked: write the date out, or give a template a DATE parameter',
  ),
  ...each(
    ['random', 'rand', 'uuid', 'gen_random_uuid', 'setseed', 'newid', 'monotonically_increasing_id'],
    'the same question must have the same answer: no random values',
  ),
  ...each(
    ['to_char', 'date_format', 'format'],
    'use CAST(… AS VARCHAR), or `date_part` and `lpad` for parts of a date',
  ),
  ...each(['to_number'], 'use CAST(… AS DECIMAL(18, 2)) or another numeric type'),
  ...each(
    [
      'regexp_replace',
      'regexp_substr',
      'regexp_extract',
      'regexp_like',
      'regexp_count',
      'regexp_instr',
      'rlike',
      'regexp_matches',
    ],
    'use LIKE, `contains`, `split_part` or `replace`',
  ),
  ...each(['any_value', 'first', 'last', 'arbitrary'], 'which row it takes is not defined: use MIN or MAX'),
  ...each(
    ['string_agg', 'listagg', 'array_agg', 'collect_list', 'collect_set', 'group_concat'],
    'values of single rows cannot be listed: use COUNT or COUNT(DISTINCT …)',
  ),
  ...each(['approx_count_distinct', 'approx_distinct', 'hll'], 'use COUNT(DISTINCT …)'),
  ...each(['md5', 'sha1', 'sha2', 'sha256', 'hash', 'fnv_hash'], 'hash the column before it is contributed'),
  ...each(['ntile', 'percent_rank', 'cume_dist', 'nth_value'], 'use `rank`, `row_number` or `percentile_cont`'),
  ...each(['decode', 'iff', 'if', 'nvl2'], 'use CASE WHEN … THEN … ELSE … END'),
  ...each(
    ['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2', 'pi', 'cbrt', 'degrees', 'radians'],
    'there is no trigonometry',
  ),
}

function each(names: readonly string[], reason: string): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, reason]))
}
