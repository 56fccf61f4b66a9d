import { foundType } from './found-type.ts'
import { groupBy, type Part, type PartColumn } from './part.ts'
import { quoteName, quoteText, quoteTexts } from './quote.ts'
import { rowsOf, type Session } from './session.ts'
import type { WorkerFile } from './wire.ts'

/** The scan of Parquet files, with the columns that every file has; their types may differ from file to file. */
export async function parquetPart(session: Session, files: readonly WorkerFile[]): Promise<Part> {
  const paths = files.map(({ path }) => path)
  const schemas: (readonly PartColumn[])[] = []
  for (const path of paths) schemas.push(await describeScan(session, scanOf([path], { isUnion: false })))
  const [first = [], ...others] = schemas
  const isUniform = others.every((other) => signature(other) === signature(first))
  const scan = scanOf(paths, { isUnion: !isUniform })
  const columns = isUniform ? first : (await describeScan(session, scan)).filter(isInEvery(schemas))
  return { scan, columns, statistics: statisticsOf(session, paths) }
}

/** The scans of Parquet files, each of files that have the same columns. `file` and `file_row_number` tell where rows are. */
export async function parquetParts(
  session: Session,
  files: readonly WorkerFile[],
  told: { readonly file: string; readonly hasRowNumbers: boolean },
): Promise<readonly Part[]> {
  const read: { readonly path: string; readonly columns: readonly PartColumn[] }[] = []
  for (const { path } of files)
    read.push({ path, columns: await describeScan(session, scanOf([path], { isUnion: false })) })
  return groupBy(read, ({ columns }) => signature(columns)).map((group) => {
    const paths = group.map(({ path }) => path)
    const [{ columns }] = group
    return { scan: scanOf(paths, { isUnion: false, ...told }), columns, statistics: statisticsOf(session, paths) }
  })
}

function statisticsOf(session: Session, paths: readonly string[]): NonNullable<Part['statistics']> {
  let statistics: ReturnType<typeof readStatistics> | undefined
  return () => {
    statistics ??= readStatistics(session, paths)
    return statistics
  }
}

/** Names of Parquet columns are matched across files without case. */
function isInEvery(schemas: readonly (readonly PartColumn[])[]): (column: PartColumn) => boolean {
  const names = schemas.map((columns) => new Set(columns.map(({ name }) => name.toLowerCase())))
  return ({ name }) => names.every((held) => held.has(name.toLowerCase()))
}

/** How Parquet files are scanned together. `file`: the name of a column for the paths that rows are from. */
export type ScanOptions = { readonly isUnion: boolean; readonly file?: string; readonly hasRowNumbers?: boolean }

/** Folder names are not columns: a file means the same wherever it lies. */
export function scanOf(paths: readonly string[], { isUnion, file, hasRowNumbers }: ScanOptions): string {
  const options = [
    `union_by_name = ${isUnion}`,
    'hive_partitioning = false',
    ...(file === undefined ? [] : [`filename = ${quoteText(file)}`]),
    ...(hasRowNumbers === true ? ['file_row_number = true'] : []),
  ]
  return `read_parquet(${quoteTexts(paths)}, ${options.join(', ')})`
}

/** The columns of a scan. */
export async function describeScan(session: Session, scan: string): Promise<readonly PartColumn[]> {
  const rows = await rowsOf(session, `DESCRIBE SELECT * FROM ${scan}`)
  return rows.map(([name, engineType]) => partColumn(String(name), String(engineType)))
}

/** A column of a file by its type there. */
export function partColumn(name: string, engineType: string): PartColumn {
  const found = foundType(engineType)
  // Enumerations and their like are read as the texts that they show.
  const isOddText = found?.kind === 'text' && engineType !== 'VARCHAR'
  const cell = isOddText ? `CAST(${quoteName(name)} AS VARCHAR)` : quoteName(name)
  return { name, cell, engineType, ...(found === undefined ? {} : { found }) }
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
