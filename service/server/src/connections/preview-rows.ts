import { type Cell, cellOf, type SourcePreview } from '@glovebox/api'
import type { FetchControl, LocalTable } from '@glovebox/source'
import { typeName } from '@glovebox/sql'
import type { EngineLimits } from '../port/engine.ts'
import type { FoundColumn } from '../state/pins.ts'
import type { Look } from './look.ts'

/** A longer text is cut: a preview shows what a column is like. */
const longestText = 500
/** More columns than anybody looks at are left out. */
const mostColumns = 200

const limits: EngineLimits = { timeoutMs: 60_000, memoryMb: 1024, threads: 2, temporaryMb: 1024, resultRows: 100 }

/** The first rows of a table that is here, as the engine reads them in its sandbox. */
export async function previewRows(
  look: Look,
  local: LocalTable,
  found: readonly FoundColumn[],
  { rows, control }: { readonly rows: number; readonly control: FetchControl },
): Promise<Omit<SourcePreview, 'tookMs'>> {
  const columns = found
    .flatMap(({ name, type }) => (type === undefined ? [] : [{ name, type }]))
    .filter(({ name }, index, all) => all.findIndex((other) => other.name === name) === index)
    .slice(0, mostColumns)
  if (columns.length === 0) return failed('unsupported', 'it has no column that SQL can use here')
  const cells = columns.map(({ name }) => quoted(name)).join(', ')
  const engine = await look.engine()
  const outcome = await engine.run(
    {
      sql: `SELECT ${cells} FROM "source" LIMIT ${rows}`,
      tables: [{ name: 'source', source: local, columns }],
      columns,
      limits,
    },
    control.signal === undefined ? {} : { signal: control.signal },
  )
  switch (outcome.status) {
    case 'ok':
      return {
        status: 'ok',
        columns: columns.map(({ name, type }) => ({ name, type: typeName(type) })),
        rows: outcome.rows.map((row) => columns.map(({ type }, index) => shortened(cellOf(row[index] ?? null, type)))),
        omitted: found.map(({ name }) => name).filter((name) => !columns.some((column) => column.name === name)),
      }
    case 'cancelled':
    case 'timed-out':
      return failed('cancelled', 'looking took too long, or was stopped')
    case 'failed':
    case 'too-large':
      return failed('malformed', 'its rows cannot be read as its columns say')
  }
}

function shortened(cell: Cell): Cell {
  if (typeof cell !== 'string' || cell.length <= longestText) return cell
  return `${cell.slice(0, longestText)}…`
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function failed(kind: string, reason: string): Omit<SourcePreview, 'tookMs'> {
  return { status: 'failed', failure: { kind, reason } }
}
