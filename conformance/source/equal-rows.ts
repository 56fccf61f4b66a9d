import {
  booleanType,
  dateType,
  decimalType,
  doubleType,
  integerType,
  type SqlType,
  textType,
  timestampType,
} from '@glovebox/sql'
import type { Random } from '../random.ts'

// One table for every place, and random questions about it that have one answer.

type Types = {
  readonly sql: SqlType
  readonly iceberg: string
  readonly delta: string
  readonly hive: string
  readonly postgres: string
}

const long: Types = { sql: integerType, iceberg: 'long', delta: 'long', hive: 'bigint', postgres: 'bigint' }

/** The columns, in the words of each place. */
export const columnTypes: Readonly<Record<Column, Types>> = {
  id: long,
  grp: long,
  link: long,
  city: { sql: textType, iceberg: 'string', delta: 'string', hive: 'string', postgres: 'text' },
  price: {
    sql: decimalType(10, 2),
    ...{ iceberg: 'decimal(10,2)', delta: 'decimal(10,2)', hive: 'decimal(10,2)', postgres: 'numeric(10,2)' },
  },
  score: { sql: doubleType, iceberg: 'double', delta: 'double', hive: 'double', postgres: 'double precision' },
  day: { sql: dateType, iceberg: 'date', delta: 'date', hive: 'date', postgres: 'date' },
  at: { sql: timestampType, iceberg: 'timestamp', delta: 'timestamp', hive: 'timestamp', postgres: 'timestamp' },
  ok: { sql: booleanType, iceberg: 'boolean', delta: 'boolean', hive: 'boolean', postgres: 'boolean' },
  part: long,
}

/** A column of the table. */
export type Column = 'id' | 'grp' | 'link' | 'city' | 'price' | 'score' | 'day' | 'at' | 'ok' | 'part'

/** The rows, as a query of DuckDB: with NULLs in most columns, odd texts, and values that are near to others. */
export function rowsSql(rows: number): string {
  return `(SELECT i::BIGINT AS id, CASE WHEN i % 11 = 3 THEN NULL ELSE (i * 7919) % 13 END::BIGINT AS grp,
    ((i * 104729) % ${rows})::BIGINT AS link,
    CASE WHEN i % 17 = 5 THEN NULL ELSE ['Ulm', '', 'a "b", c', 'Zürich', 'x;y|z', '🐘', 'NULL', 'o''x'][1 + (i * 31) % 8] END AS city,
    CASE WHEN i % 23 = 1 THEN NULL ELSE ((i * 37) % 100000 - 5000) / 100 END::DECIMAL(10,2) AS price,
    CASE WHEN i % 29 = 2 THEN NULL ELSE ((i * 53) % 1000) / 8 - 20 END::DOUBLE AS score,
    CASE WHEN i % 31 = 4 THEN NULL ELSE DATE '2025-12-01' + (i // 40)::INTEGER END AS day,
    CASE WHEN i % 37 = 6 THEN NULL ELSE TIMESTAMP '2026-01-01 00:00:00' + INTERVAL (i * 61) SECOND + INTERVAL (i % 1000) MICROSECOND END AS at,
    CASE WHEN i % 41 = 7 THEN NULL ELSE i % 3 = 0 END AS ok,
    ((i * 3) // 7 % 4)::BIGINT AS part FROM range(${rows}) t(i))`
}

/** A question about one place's table; its outputs are `c0` and so on. */
export function randomQuestion(random: Random, rows: number): (table: string) => string {
  const kind = random.below(6)
  // Whole files and partitions are left out by what holds for all rows of a table that count.
  const isPart = `.part ${random.pick(['=', '<=', '>'])} ${random.below(3)}`
  const [a = '', b = ''] = ['a', 'b'].map((alias) => `${conditions(random, alias, rows)} AND ${alias}${isPart}`)
  const plain = conditions(random, 'a', rows)
  const key = random.pick(['grp', 'city', 'day', 'ok', 'part'] as const)
  const sums = aggregates(random, 'a')
  const where = random.flip() ? a : plain
  const [first, second] = [random.pick(all), random.pick(all)]
  const low = random.below(rows)
  const join = random.pick(['JOIN', 'LEFT JOIN'])
  const on = random.pick(['a.link = b.id', 'a.id = b.link AND a.part = b.part', 'a.id = b.id'])
  const having = random.pick(['', '', ` HAVING COUNT(*) > ${random.below(20)}`])
  return (t) => {
    switch (kind) {
      case 0:
        return `SELECT a.id AS c0, a.${first} AS c1, a.${second} AS c2 FROM ${t} AS a WHERE ${where} AND a.id BETWEEN ${low} AND ${low + 150}`
      case 1:
        return `SELECT a.${key} AS c0, ${sums} FROM ${t} AS a WHERE ${where} GROUP BY a.${key}${having}`
      case 2:
        return `SELECT a.${key} AS c0, ${aggregates(random, 'b')} FROM ${t} AS a ${join} ${t} AS b ON ${on} WHERE ${where} GROUP BY a.${key}`
      case 3:
        return `SELECT ${sums} FROM ${t} AS a WHERE ${where} AND a.link ${random.pick(['IN', 'NOT IN'])} (SELECT b.id FROM ${t} AS b WHERE ${b})`
      case 4:
        return `SELECT DISTINCT a.${key} AS c0, b.part AS c1 FROM ${t} AS a JOIN ${t} AS b ON ${on} WHERE ${where} AND ${b}`
      default:
        return `SELECT s.c0, s.c1 FROM (SELECT a.id AS c0, a.${first} AS c1 FROM ${t} AS a WHERE ${where} ORDER BY a.id DESC LIMIT 25) AS s`
    }
  }
}

const all = Object.keys(columnTypes) as Column[]

// Doubles are not added up: their sum depends on an order that no place promises.
function aggregates(random: Random, alias: string): string {
  const some = [
    'COUNT(*)',
    `COUNT(DISTINCT ${alias}.link)`,
    `SUM(${alias}.price)`,
    `MIN(${alias}.at)`,
    `MAX(${alias}.city)`,
    `MIN(${alias}.score)`,
    `MAX(${alias}.day)`,
    `COUNT(${alias}.ok)`,
    `SUM(${alias}.id)`,
  ]
  return [random.pick(some), random.pick(some)].map((one, at) => `${one} AS c${at + 1}`).join(', ')
}

function conditions(random: Random, alias: string, rows: number): string {
  const some = Array.from({ length: 1 + random.below(3) }, () => condition(random, alias, rows))
  return random.below(5) === 0 ? `(${some.join(' OR ')})` : some.join(' AND ')
}

function condition(random: Random, alias: string, rows: number): string {
  const column = (name: Column): string => `${alias}.${name}`
  const compare = (name: Column, literal: string): string =>
    `${column(name)} ${random.pick(['=', '<', '>=', '<>', '>', '<='])} ${literal}`
  const number = random.below(rows)
  const day = `DATE '2026-0${1 + random.below(3)}-1${random.below(10)}'`
  return random.pick([
    () => `${column('id')} BETWEEN ${number} AND ${number + random.below(rows)}`,
    () => compare('id', String(number)),
    () => compare('grp', String(random.below(14))),
    () => `${column('grp')} IN (${random.below(13)}, ${random.below(13)})`,
    () => compare('link', String(number)),
    () => compare('city', random.pick(["'Ulm'", "''", "'🐘'", "'o''x'", "'Zz'"])),
    () => compare('price', `${random.below(900)}.${10 + random.below(89)}`),
    () => compare('score', `${random.below(100)}.125`),
    () => compare('day', day),
    () => `${column('day')} BETWEEN ${day} AND DATE '2026-04-01'`,
    () => compare('at', `TIMESTAMP '2026-01-0${1 + random.below(3)} 0${random.below(10)}:00:00'`),
    () => `${column(random.pick(all))} IS ${random.pick(['', 'NOT '])}NULL`,
    () => column('ok'),
    () => compare('part', String(random.below(5))),
    () => `NOT (${compare('part', String(random.below(4)))})`,
  ])()
}
