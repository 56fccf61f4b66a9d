import { cellMark } from './quote.ts'
import { rowsOf, type Session } from './session.ts'
import type { TextForms } from './wire.ts'

/** The types that texts may turn out to hold, the narrowest first. */
const candidates = ['boolean', 'integer', 'double', 'date', 'timestamp', 'text'] as const

export type Inferred = (typeof candidates)[number]

const sampleRows = 20_000

/**
 * The narrowest type per column that every cell of it conforms to, over all rows. A first look at some rows leaves few
 * candidates to prove on the rest. A column without a single value is text.
 */
export async function inferTextTypes(
  session: Session,
  rows: string,
  cells: readonly string[],
  forms: TextForms,
): Promise<readonly Inferred[]> {
  const tests = testsOf(forms)
  const everything = cells.map((cell) => ({ cell, types: candidates }))
  const sample = await look(session, `(${rows} LIMIT ${sampleRows})`, everything, tests)
  const left = sample.map(({ hasValues, fits }): readonly Inferred[] => (hasValues ? fits : candidates))
  const proven: Inferred[] = []
  for (;;) {
    const asked = cells.flatMap((cell, index) => {
      const type = left[index]?.[0] ?? 'text'
      if (type === 'text') proven[index] = 'text'
      return proven[index] === undefined ? [{ index, cell, types: [type] }] : []
    })
    if (asked.length === 0) return proven
    const seen = await look(session, `(${rows})`, asked, tests)
    for (const [at, { index }] of asked.entries()) {
      const { hasValues = false, fits = [] } = seen[at] ?? {}
      if (!hasValues) proven[index] = 'text'
      else if (fits[0] !== undefined) proven[index] = fits[0]
      else left[index] = left[index]?.slice(1) ?? []
    }
  }
}

type Asked = { readonly cell: string; readonly types: readonly Inferred[] }
type Seen = { readonly hasValues: boolean; readonly fits: readonly Inferred[] }
type Tests = Readonly<Record<Inferred, string>>

/** More columns than this in one statement, and its plan alone would take the memory of a small process. */
const columnsAtOnce = 16

/** Which of the asked types all values of a column conform to. */
async function look(session: Session, rows: string, asked: readonly Asked[], tests: Tests): Promise<readonly Seen[]> {
  const seen: Seen[] = []
  for (let start = 0; start < asked.length; start += columnsAtOnce) {
    seen.push(...(await lookAtFew(session, rows, asked.slice(start, start + columnsAtOnce), tests)))
  }
  return seen
}

async function lookAtFew(
  session: Session,
  rows: string,
  asked: readonly Asked[],
  tests: Tests,
): Promise<readonly Seen[]> {
  const outputs = asked.map(({ cell, types }) => {
    const fits = types.map((type) => {
      const test = tests[type].replaceAll(cellMark, cell)
      return `CASE WHEN bool_and(${test}) FILTER (${cell} IS NOT NULL) THEN '${type}' END`
    })
    return `concat_ws(' ', CASE WHEN count(${cell}) > 0 THEN 'values' END, ${fits.join(', ')})`
  })
  const [found = []] = await rowsOf(session, `SELECT ${outputs.join(', ')} FROM ${rows}`)
  return asked.map(({ types }, index) => {
    const words = String(found[index]).split(' ')
    return { hasValues: words.includes('values'), fits: types.filter((type) => words.includes(type)) }
  })
}

/**
 * A type is inferred only where nothing is lost by it: `0042` and `+1` stay texts, since they would not come back as
 * they are, and so do numbers of more digits than an integer holds.
 */
function testsOf(forms: TextForms): Tests {
  const isWhole = `regexp_full_match(${cellMark}, '-?(0|[1-9][0-9]*)')`
  const isNumber = `regexp_full_match(${cellMark}, '-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?')`
  const isKept = `(${forms.integer}) IS NOT NULL`
  return {
    boolean: `lower(${cellMark}) IN ('true', 'false')`,
    integer: `${isWhole} AND ${isKept}`,
    double: `${isNumber} AND (${forms.double}) IS NOT NULL AND (NOT ${isWhole} OR ${isKept})`,
    date: `(${forms.date}) IS NOT NULL`,
    timestamp: `(${forms.timestamp}) IS NOT NULL`,
    text: 'true',
  }
}
