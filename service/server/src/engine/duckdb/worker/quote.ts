/** An identifier in emitted SQL, always quoted. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text literal in emitted SQL. DuckDB has no escapes in these but the doubled quote. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A list of text literals. */
export function quoteTexts(texts: readonly string[]): string {
  return `[${texts.map(quoteText).join(', ')}]`
}

/** Stands for the text cell in `fromText`; no SQL we write holds this character otherwise. */
export const cellMark = '\u0001'
