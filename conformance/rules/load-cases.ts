import { readFileSync } from 'node:fs'

/** One question of a case file, and what every rule must say of it. */
export type RuleCase = {
  readonly name: string
  readonly member: string
  readonly purpose: string | undefined
  readonly ask:
    | { readonly sql: string }
    | {
        readonly template: string
        readonly parameters: Readonly<Record<string, string>>
        readonly destination?: string
      }
  /** `CODE table`, each once; none where the question is allowed. */
  readonly refusals: readonly string[]
  /** The text of each mark, with where it stands. */
  readonly marks: readonly { readonly start: number; readonly end: number }[]
  /** `100 user_id of impressions`: what is withheld, in any order; absent where the case does not say. */
  readonly withheld: readonly string[] | undefined
}

/**
 * Reads a case file: `-- name:`, then SQL with the places of refusals between « and », then `-- refuse: CODE table` lines
 * or `-- allow`, with `-- withhold:` lines (or `-- withhold: nothing`). `-- as: member` asks as another member than
 * `analyst`, `-- for: purpose` for a purpose; `-- template: name key=value …` stands for SQL, and `-- to: destination`
 * activates it.
 */
export function loadCases(file: string): readonly RuleCase[] {
  return readFileSync(file, 'utf8')
    .split(/^(?=-- name:)/m)
    .filter((block) => block.startsWith('-- name:'))
    .map(readCase)
}

function readCase(block: string): RuleCase {
  const lines = block.trimEnd().split('\n')
  const all = (key: string): readonly string[] =>
    lines.filter((line) => line.startsWith(`-- ${key}:`)).map((line) => line.slice(key.length + 4).trim())
  const [name = ''] = all('name')
  const [template] = all('template')
  const marked = lines
    .filter((line) => !line.startsWith('--'))
    .join('\n')
    .trim()
    .replace(/;$/, '')
  const { sql, marks } = readMarks(marked)
  const refusals = all('refuse')
  const isAllowed = lines.includes('-- allow')
  if (name === '' || isAllowed === refusals.length > 0) throw new Error(`a case says neither or both: ${block}`)
  const withheld = all('withhold')
  return {
    name,
    member: all('as')[0] ?? 'analyst',
    purpose: all('for')[0],
    ask: template === undefined ? { sql } : readTemplate(template, all('to')[0]),
    refusals,
    marks,
    withheld: withheld.length === 0 ? undefined : withheld.filter((line) => line !== 'nothing'),
  }
}

function readTemplate(line: string, destination: string | undefined): RuleCase['ask'] {
  const [template = '', ...given] = line.split(' ')
  const parameters = Object.fromEntries(given.map((pair) => pair.split('=', 2)))
  return { template, parameters, ...(destination === undefined ? {} : { destination }) }
}

/** The SQL without the marks, and where each was. */
export function readMarks(marked: string): { readonly sql: string; readonly marks: RuleCase['marks'] } {
  const marks: { start: number; end: number }[] = []
  const open: number[] = []
  let sql = ''
  for (const character of marked) {
    if (character === '«') open.push(sql.length)
    else if (character === '»') marks.push({ start: open.pop() ?? -1, end: sql.length })
    else sql += character
  }
  return { sql, marks }
}
