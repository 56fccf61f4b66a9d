import type { Random } from '../random.ts'

// Texts that try to make a parser throw, hang or lose its way: words in any order, valid queries with damage, noise.

const words = [
  ...'SELECT FROM WHERE GROUP BY HAVING ORDER LIMIT OFFSET UNION ALL EXCEPT INTERSECT JOIN LEFT NATURAL ON USING'.split(
    ' ',
  ),
  ...'AND OR NOT IN IS NULL BETWEEN LIKE ESCAPE CASE WHEN THEN ELSE END CAST AS WITH RECURSIVE VALUES DISTINCT'.split(
    ' ',
  ),
  ...'OVER PARTITION ROWS FILTER WITHIN INTERVAL DATE EXTRACT TRIM SUBSTRING POSITION EXISTS QUALIFY WINDOW'.split(' '),
  ...'FETCH FIRST ROW ONLY INSERT SET LATERAL TABLESAMPLE PIVOT ARRAY STRUCT ANY MINUS INTO FOR TOP COLLATE AT'.split(
    ' ',
  ),
  ...['a', 'b', 't', 'u.a', 't.*', '*', '"q"', '`q`', "'s'", '1', '1.5e3', ':p', 'f(', 'count(*)', 'form', 'ODRER'],
  ...[
    '(',
    ')',
    '(',
    ')',
    ',',
    ',',
    ';',
    '.',
    '+',
    '-',
    '/',
    '%',
    '||',
    '=',
    '<>',
    '<',
    '>=',
    '::',
    '=>',
    '[',
    ']',
    '{',
    '}',
  ],
  ...[
    "'",
    '"',
    '--',
    '/*',
    '*/',
    '$$',
    '$1',
    '@x',
    '?',
    '~',
    '->',
    '|>',
    '#',
    "E'",
    '\u00a0',
    '\u200b',
    '‘',
    '”',
    '\u202e',
  ],
  ...['\n', '\ud800', '\udc00', '\0', 'é', '名', '😀', 'а', 'ｆ', '\\', '!', ':', '0x', '1a', 'ſ'],
]

/** A random text, about `size` words long, made with the help of some valid ones. */
export function randomText(random: Random, valid: readonly string[], size: number): string {
  const kind = random.below(10)
  if (kind < 4) return soup(random, random.below(size))
  if (kind < 8) return damaged(random, random.pick(valid), 1 + random.below(4))
  return kind === 8 ? noise(random, random.below(size * 3)) : nested(random, random.below(size * 4))
}

function soup(random: Random, length: number): string {
  let text = random.flip() ? 'SELECT ' : ''
  for (let i = 0; i < length; i++) text += random.pick(words) + (random.below(4) === 0 ? '' : ' ')
  return text
}

function damaged(random: Random, text: string, times: number): string {
  let damage = text
  for (let i = 0; i < times; i++) {
    const from = random.below(damage.length + 1)
    const to = Math.min(damage.length, from + random.below(8))
    const piece = damage.slice(from, to)
    const instead = random.pick(['', '', piece + piece, random.pick(words), ` ${random.pick(words)} `])
    const kept = random.below(4) === 0 ? piece : ''
    damage = damage.slice(0, from) + instead + kept + damage.slice(to)
  }
  return damage
}

function noise(random: Random, length: number): string {
  const limit = random.pick([0x80, 0x250, 0x3000, 0x10000, 0x10ffff])
  let text = ''
  for (let i = 0; i < length; i++) text += String.fromCodePoint(random.below(limit))
  return text
}

/** The same few words again and again: chains, nestings, and what never closes. */
function nested(random: Random, times: number): string {
  const open = soup(random, 1 + random.below(4))
  const close = random.flip() ? soup(random, 1 + random.below(3)) : ''
  return `SELECT ${open.repeat(times)}1${close.repeat(times)}`
}
