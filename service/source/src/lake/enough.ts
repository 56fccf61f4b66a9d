/**
 * The first of the files that have so many rows together, as far as that is known beforehand: one of which it is not
 * known counts as having none. Absent: all of them.
 */
export function enough<File>(
  files: readonly File[],
  rows: number | undefined,
  rowsOf: (file: File) => number | undefined,
): readonly File[] {
  if (rows === undefined) return files
  let before = 0
  return files.filter((file) => {
    const isNeeded = before < rows
    before += rowsOf(file) ?? 0
    return isNeeded
  })
}

/** How many rows a file has after its statistics, deleted ones included. */
export function rowsInStatistics(stats: string | undefined): number | undefined {
  const known = /"numRecords"\s*:\s*(\d{1,15})\b/.exec(stats ?? '')
  return known === null ? undefined : Number(known[1])
}
