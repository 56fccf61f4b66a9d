/** What a file of an organisation may be named: formats that engines read, in folders of its own. */
const endings = /\.(csv|json|jsonl|ndjson)(\.gz)?$|\.parquet$/i
const segment = /^[\p{L}\p{N}_][\p{L}\p{N}\p{M}_ .=@+-]{0,199}$/u
const mostSegments = 8

/** Why a path cannot be a file's; undefined where it can. What is not listed is refused: dot files, `..`, backslashes. */
export function whyNoFilePath(path: string): string | undefined {
  const segments = path.split('/')
  if (segments.length > mostSegments) return `it is more than ${mostSegments} folders deep`
  if (!segments.every((one) => segment.test(one) && !one.endsWith('.') && !one.endsWith(' ')))
    return 'folders and files are named with letters, digits, spaces and _ . = @ + -, and begin with a letter or digit'
  return endings.test(path)
    ? undefined
    : 'it does not end in .csv, .json, .jsonl, .ndjson (or one of these and .gz) or .parquet'
}
