import { groupBy } from './part.ts'
import type { WorkerFile } from './wire.ts'

/** Files that differ from the rows of their table in the same way, so that one scan can read them. No path is there twice. */
export type Alike = {
  readonly files: readonly WorkerFile[]
  /** The columns that each file has one value of. */
  readonly constants: readonly string[]
  /** Columns of the table by the names that they have in the files; null: in none. */
  readonly names: ReadonlyMap<string, string | null>
  readonly hasDeletedPositions: boolean
  readonly deletedRows: NonNullable<WorkerFile['deletedRows']>
}

/** The files by how they differ from the rows of their table. */
export function alikeFiles(files: readonly WorkerFile[]): readonly Alike[] {
  const seen = new Map<string, number>()
  const read = files.map((file) => {
    const times = (seen.get(file.path) ?? 0) + 1
    seen.set(file.path, times)
    return { file, key: JSON.stringify([times, differences(file)]) }
  })
  return groupBy(read, ({ key }) => key).map((group) => {
    const [{ file }] = group
    return {
      files: group.map((member) => member.file),
      constants: Object.keys(file.constants ?? {}).sort(),
      names: new Map(Object.entries(file.names ?? {})),
      hasDeletedPositions: file.deletedPositions !== undefined,
      deletedRows: file.deletedRows ?? [],
    }
  })
}

/** Whether the files are the rows of the table, as they are. */
export function isPlain({ constants, names, hasDeletedPositions, deletedRows }: Alike): boolean {
  return constants.length === 0 && names.size === 0 && !hasDeletedPositions && deletedRows.length === 0
}

function differences({ constants = {}, names = {}, deletedPositions, deletedRows = [] }: WorkerFile): unknown {
  const rows = deletedRows.map(({ path, columns }) => [path, Object.entries(columns).sort()])
  return [Object.keys(constants).sort(), Object.entries(names).sort(), deletedPositions !== undefined, rows]
}
