/** A table of a share, by its three names. */
export type TableName = { readonly share: string; readonly schema: string; readonly table: string }

// Names also appear in URLs and in logs: letters, digits, `_` and `-` are in nobody's way.
const word = /^[\p{L}\p{N}_-]{1,255}$/u

/** Whether a share, a schema, a table or a recipient may have this name. */
export function isName(text: string): boolean {
  return word.test(text)
}

/** Reads `share.schema.table`; nothing where it is none. */
export function readTableName(text: string): TableName | undefined {
  const [share, schema, table, ...more] = text.split('.')
  if (share === undefined || schema === undefined || table === undefined || more.length > 0) return undefined
  return [share, schema, table].every(isName) ? { share, schema, table } : undefined
}

/** Names are the same whatever their case. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
