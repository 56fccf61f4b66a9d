import { foundType } from './found-type.ts'
import type { Part, PartColumn } from './part.ts'
import { quoteName, quoteTexts } from './quote.ts'
import { rowsOf, type Session } from './session.ts'
import type { WorkerFile } from './wire.ts'

/** The scan of Parquet files, with the columns that every file has; their types may differ from file to file. */
export async function parquetPart(session: Session, files: readonly WorkerFile[]): Promise<Part> {
  const paths = files.map(({ path }) => path)
  const schemas: (readonly PartColumn[])[] = []
  for (const path of paths) schemas.push(await describeScan(session, scanOf([path], false)))
  const [first = [], ...others] = schemas
  const isUniform = others.every((other) => signature(other) === signature(first))
  const scan = scanOf(paths, !isUniform)
  let statistics: ReturnType<typeof readStatistics> | undefined
  return {
    scan,
    columns: isUniform ? first : (await describeScan(session, scan)).filter(isInEvery(schemas)),
    statistics: () => {
      statistics ??= readStatistics(session, paths)
      return statistics
    },
  }
}

/** Names of Parquet columns are matched across files without case. */
function isInEvery(schemas: readonly (readonly PartColumn[])[]): (column: PartColumn) => boolean {
  const names = schemas.map((columns) => new Set(columns.map(({ name }) => name.toLowerCase())))
  return ({ name }) => names.every((held) => held.has(name.toLowerCase()))
}

/** Folder names are not columns: a file means the same wherever it lies. */
function scanOf(paths: readonly string[], isUnion: boolean): string {
  return `read_parquet(${quoteTexts(paths)}, union_by_name = ${isUnion}, hive_partitioning = false)`
}

async function describeScan(session: Session, scan: string): Promise<readonly PartColumn[]> {
  const rows = await rowsOf(session, `DESCRIBE SELECT * FROM ${scan}`)
  return rows.map(([name, engineType]) => {
    const found = foundType(String(engineType))
    // Enumerations and their like are read as the texts that they show.
    const isOddText = found?.kind === 'text' && engineType !== 'VARCHAR'
    const cell = isOddText ? `CAST(${quoteName(String(name))} AS VARCHAR)` : quoteName(String(name))
    return { name: String(name), cell, engineType: String(engineType), ...(found === undefined ? {} : { found }) }
  })
}

function signature(columns: readonly PartColumn[]): string {
  return JSON.stringify(columns.map(({ name, engineType }) => [name, engineType]))
}

/**
 * The least and greatest integer, date or timestamp per column, where every row group states them. A column that is
 * certain to lie within its bounds is read bare, and keeps its pruning.
 */
async function readStatistics(
  session: Session,
  paths: readonly string[],
): Promise<ReadonlyMap<string, readonly [bigint, bigint]>> {
  const rows = await rowsOf(
    session,
    `WITH chunks AS (
       SELECT path_in_schema AS name, stats_null_count = num_values AS is_empty,
         coalesce(try_cast(stats_min_value AS BIGINT), epoch_us(try_cast(stats_min_value AS TIMESTAMP))) AS low,
         coalesce(try_cast(stats_max_value AS BIGINT), epoch_us(try_cast(stats_max_value AS TIMESTAMP))) AS high
       FROM parquet_metadata(${quoteTexts(paths)}))
     SELECT name, min(low), max(high) FROM chunks GROUP BY name
     HAVING bool_and(is_empty OR (low IS NOT NULL AND high IS NOT NULL)) AND min(low) IS NOT NULL`,
  )
  return new Map(rows.map(([name, low, high]) => [String(name), [BigInt(String(low)), BigInt(String(high))] as const]))
}
