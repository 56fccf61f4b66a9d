import { join } from 'node:path'
import type { FileFormat, LocalFile, LocalTable } from '@glovebox/source'
import { dateType, doubleType, duckdbFromText, integerType, timestampType } from '@glovebox/sql'
import type { EngineJob, EngineLimits } from '../../port/engine.ts'
import type { StagedFile, WorkerPlaces } from './start-worker.ts'
import { cellMark } from './worker/quote.ts'
import type { DescribeTask, RunTask, WorkerFile, WorkerSetup, WorkerSource } from './worker/wire.ts'

/** The files of a run under plain names: how a path is spelled must not matter to the engine. */
export type Staging = { readonly files: readonly StagedFile[]; readonly sources: readonly StagedSource[] }
/** The paths of its files are those of their places, which are relative to the worker's data folder. */
export type StagedSource = WorkerSource

/** Gives every file of the sources a place, and every file that says which of their rows are deleted. */
export function stage(sources: readonly LocalTable[]): Staging {
  const places = new Map<string, string>()
  const place = (path: string): string => {
    const at = places.get(path) ?? String(places.size)
    places.set(path, at)
    return at
  }
  const staged = sources.map(({ format, files }) => ({
    format,
    files: files.map((file) => {
      const compression = file.compression ?? compressionOf(format, file.path)
      return withPaths({ ...file, compression }, place)
    }),
  }))
  return { files: [...places].map(([path, at]) => ({ path, at })), sources: staged }
}

function compressionOf(format: FileFormat, path: string): WorkerFile['compression'] {
  if (format === 'parquet') return 'none'
  if (/\.gz$/i.test(path)) return 'gzip'
  return /\.zst$/i.test(path) ? 'zstd' : 'none'
}

/** A file with its path, and those of what is deleted of it, replaced. */
export function withPaths<File extends LocalFile>(file: File, replace: (path: string) => string): File {
  const { path, deletedPositions, deletedRows } = file
  return {
    ...file,
    path: replace(path),
    ...(deletedPositions === undefined ? {} : { deletedPositions: replace(deletedPositions) }),
    ...(deletedRows === undefined
      ? {}
      : { deletedRows: deletedRows.map((rows) => ({ ...rows, path: replace(rows.path) })) }),
  }
}

/** All paths of a file. */
export function pathsOf({ path, deletedPositions, deletedRows = [] }: LocalFile): readonly string[] {
  return [path, ...(deletedPositions === undefined ? [] : [deletedPositions]), ...deletedRows.map((rows) => rows.path)]
}

/** More than anybody reads; beyond it the decoded rows would fill the server's memory. */
export const resultBytes: number = 512 * 1024 * 1024

/** What a worker is told to run. */
export function runTask(
  job: EngineJob,
  sources: readonly StagedSource[],
  places: WorkerPlaces,
  allowedFunctions: readonly string[],
): RunTask {
  return {
    kind: 'run',
    setup: setupOf(places, job.limits),
    sql: job.sql,
    tables: job.tables.map(({ name, columns }, index) => ({
      name,
      source: sourceOf(sources[index], places),
      columns: columns.map((column) => ({
        name: column.name,
        type: column.type,
        ...(column.range === undefined ? {} : { range: wireRange(column.range) }),
        ...(column.isClamped === undefined ? {} : { isClamped: column.isClamped }),
        fromText: duckdbFromText(cellMark, column.type),
      })),
    })),
    columns: job.columns.map(({ name, type }) => ({ name, type })),
    allowedFunctions,
    resultRows: job.limits.resultRows,
    resultBytes,
  }
}

/** What a worker is told to describe. */
export function describeTask(
  sources: readonly StagedSource[],
  places: WorkerPlaces,
  limits: EngineLimits,
): DescribeTask {
  return {
    kind: 'describe',
    setup: setupOf(places, limits),
    source: sourceOf(sources[0], places),
    textForms: {
      integer: duckdbFromText(cellMark, integerType),
      double: duckdbFromText(cellMark, doubleType),
      date: duckdbFromText(cellMark, dateType),
      timestamp: duckdbFromText(cellMark, timestampType),
    },
  }
}

function setupOf({ addon, spillFolder }: WorkerPlaces, limits: EngineLimits): WorkerSetup {
  const { threads, memoryMb, temporaryMb } = limits
  return { addon, spillFolder, threads, memoryMb, temporaryMb }
}

function sourceOf(source: StagedSource | undefined, { dataFolder }: WorkerPlaces): WorkerSource {
  if (source === undefined) throw new Error('a table has no staged source')
  const files = source.files.map((file) => withPaths(file, (at) => join(dataFolder, at)))
  return { format: source.format, files }
}

/** JSON has no infinities; beyond every finite bound is as good. */
function wireRange({ low, high }: { readonly low: number; readonly high: number }): {
  readonly low: number
  readonly high: number
} {
  return { low: Math.max(low, -Number.MAX_VALUE), high: Math.min(high, Number.MAX_VALUE) }
}
