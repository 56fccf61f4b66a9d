import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'

/** Events `i` of users `u`, as heavy-tailed as the web is: the median user has few, some have hundreds of thousands. */
export function heavyTailed(rows: number, users: number): string {
  return `(SELECT i, floor(power((hash(i, 8) % 1000000007) / 1000000007.0, 3) * ${users})::BIGINT AS u
          FROM range(${rows}) t(i))`
}

/** Makes the Parquet files that are not there yet, each by its query; a half-made one is never taken for whole. */
export async function makeMissing(
  files: Readonly<Record<string, string>>,
  run: (sql: string) => Promise<unknown>,
): Promise<void> {
  for (const [file, query] of Object.entries(files)) {
    if (existsSync(file)) continue
    console.error(`making ${file}`)
    mkdirSync(dirname(file), { recursive: true })
    await run(`COPY (${query}) TO '${file}.part' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 500000)`)
    renameSync(`${file}.part`, file)
  }
}
