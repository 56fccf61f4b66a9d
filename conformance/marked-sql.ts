// SQL with marks: «…» encloses a place that a test speaks of. Cases are written as SQL files:
//
//   -- name: a name of two parts is refused
//   SELECT 1 FROM «s.t»;
//   -- refuse: SQL_QUALIFIED_NAME
//
// Header lines come before the SQL and trailer lines after it; `key: value` in both. A blank line ends a case.

/** A text without its marks, and the places that were marked, in the order in which they begin. */
export type Unmarked = {
  readonly sql: string
  readonly marks: readonly { readonly start: number; readonly end: number }[]
}

/** Takes the marks out of a text. They may contain each other and be empty. */
export function unmark(marked: string): Unmarked {
  const marks: { start: number; end: number }[] = []
  const open: number[] = []
  let sql = ''
  for (const piece of marked.split(/([«»])/)) {
    if (piece === '«') open.push(marks.push({ start: sql.length, end: sql.length }) - 1)
    else if (piece === '»') {
      const mark = marks[open.pop() ?? -1]
      if (mark === undefined) throw new Error(`a mark is closed that was not opened: ${marked}`)
      mark.end = sql.length
    } else sql += piece
  }
  if (open.length > 0) throw new Error(`a mark is not closed: ${marked}`)
  return { sql, marks }
}

/** A case of a file: its SQL without marks and without a semicolon, and its keys (several of one kind as several). */
export type MarkedCase = Unmarked & {
  readonly name: string
  readonly keys: Readonly<Record<string, readonly string[]>>
}

/** Reads the cases of a file. */
export function readCases(text: string): MarkedCase[] {
  return text.split(/\n\s*\n/).flatMap((block) => {
    const lines = block.split('\n').filter((line) => line.trim() !== '')
    const keys: Record<string, string[]> = {}
    const sql = lines.filter((line) => {
      const [, key, value] = /^-- ([a-z-]+): (.*)$/.exec(line) ?? []
      if (key !== undefined && value !== undefined) keys[key] = [...(keys[key] ?? []), value.trim()]
      return key === undefined && !line.startsWith('--')
    })
    const name = keys.name?.[0]
    if (name === undefined) return []
    return [{ name, keys, ...unmark(sql.join('\n').replace(/;\s*$/, '')) }]
  })
}
