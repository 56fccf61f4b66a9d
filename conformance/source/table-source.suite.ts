import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { ColumnBounds, LocalTable, Need, PinnedTable, Sourced, TableSource } from '@glovebox/source'
import { rowsOf, scanOf } from './duckdb.ts'
import { sampleRows } from './sample-table.ts'

/** A source under test, with the sample table in it. */
export type TriedSource = {
  readonly source: TableSource
  /** Does to the table what makes it another version; absent where nothing can. */
  readonly change?: () => Promise<void>
  /** A source that is asked with what lets nobody in; absent where nothing is asked for. */
  readonly withWrongSecret?: TableSource
  /** What must be in no reason. */
  readonly secrets: readonly string[]
  /** Reads what was fetched, as a table for a query; absent: files of DuckDB's own formats, with constants. */
  readonly scan?: (table: LocalTable) => string
  close(): Promise<void>
}

/** What every source of tables keeps: the same table gives the same rows, one version is one version. */
export function tableSourceSuite(name: string, open: () => Promise<TriedSource>): void {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-source-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const need = (rest: Partial<Need> = {}): Need => ({ folder: mkdtempSync(join(folder, 'need-')), ...rest })

  const tried = (title: string, body: (tried: TriedSource) => Promise<void>): void => {
    test(`${name}: ${title}`, async () => {
      const one = await open()
      try {
        await body(one)
      } finally {
        await one.close()
      }
    })
  }

  tried('all of the rows are brought', async ({ source, scan = scanOf }) => {
    const pinned = value(await source.pin({}))
    const local = value(await pinned.fetch(need(), {}))
    assert.deepEqual(await rowsOf(`${sampleQuery} FROM ${scan(local)} ORDER BY 1`), await expected())
    await pinned.close()
  })

  tried('what is needed of the rows is among what is brought', async ({ source, scan = scanOf }) => {
    const bounds: readonly ColumnBounds[] = [{ column: 'id', type: { kind: 'integer' }, low: 250n, high: 320n }]
    const pinned = value(await source.pin({}))
    const local = value(await pinned.fetch(need({ columns: ['id', 'name'], bounds }), {}))
    const found = await rowsOf(`SELECT id, name FROM ${scan(local)} WHERE id BETWEEN 250 AND 320 ORDER BY id`)
    assert.deepEqual(found, await rowsOf(`SELECT id, name FROM ${sampleRows} WHERE id BETWEEN 250 AND 320 ORDER BY id`))
    await pinned.close()
  })

  tried('bounds that no row lies within leave a table without a row', async ({ source, scan = scanOf }) => {
    const bounds: readonly ColumnBounds[] = [{ column: 'id', type: { kind: 'integer' }, low: 100_000n }]
    const pinned = value(await source.pin({}))
    const local = value(await pinned.fetch(need({ columns: ['id'], bounds }), {}))
    assert.deepEqual(await rowsOf(`SELECT count(*) FROM ${scan(local)} WHERE id >= 100000`), ['["0"]'])
    await pinned.close()
  })

  tried('an unchanged table has one version, and what columns it states have names', async ({ source }) => {
    const [first, second] = [value(await source.pin({})), value(await source.pin({}))]
    assert.equal(first.version, second.version)
    assert.notEqual(first.version, '')
    for (const column of first.columns ?? []) assert.ok(['id', 'name', 'amount', 'day'].includes(column.name))
    await closeAll(first, second)
  })

  tried('what changes after it was pinned is the pinned version, or a failure', async (one) => {
    const { source, change, scan = scanOf } = one
    if (change === undefined) return
    const before = value(await source.pin({}))
    await change()
    const fetched = await before.fetch(need(), {})
    if (fetched.ok)
      assert.deepEqual(await rowsOf(`${sampleQuery} FROM ${scan(fetched.value)} ORDER BY 1`), await expected())
    else assert.equal(fetched.failure.kind, 'changed')
    const later = value(await source.pin({}))
    assert.notEqual(later.version, before.version)
    await closeAll(before, later)
  })

  tried('what is stopped ends, and says so', async ({ source }) => {
    const signal = AbortSignal.abort()
    const refused = await source.pin({ signal })
    if (!refused.ok) assert.equal(refused.failure.kind, 'cancelled')
    else await refused.value.close()
    const pinned = value(await source.pin({}))
    const fetched = await pinned.fetch(need(), { signal })
    assert.ok(!fetched.ok && fetched.failure.kind === 'cancelled')
    await pinned.close()
  })

  tried('progress grows, and ends at what was said', async ({ source }) => {
    const pinned = value(await source.pin({}))
    const seen: number[] = []
    let ofBytes: number | undefined
    const onProgress = (progress: { readonly bytes: number; readonly ofBytes?: number }): void => {
      seen.push(progress.bytes)
      ofBytes = progress.ofBytes
    }
    value(await pinned.fetch(need(), { onProgress }))
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => a - b),
    )
    if (ofBytes !== undefined) assert.equal(seen.at(-1), ofBytes)
    await pinned.close()
  })

  tried('who is not let in learns so, and no reason holds a secret', async ({ withWrongSecret, secrets }) => {
    if (withWrongSecret === undefined) return
    const refused = await withWrongSecret.pin({})
    assert.ok(!refused.ok)
    assert.ok(['forbidden', 'not-found'].includes(refused.failure.kind), refused.failure.kind)
    for (const secret of secrets) assert.ok(!refused.failure.reason.includes(secret))
  })

  tried('closing twice does no harm', async ({ source }) => {
    const pinned = value(await source.pin({}))
    await pinned.close()
    await pinned.close()
  })
}

const sampleQuery = 'SELECT id::BIGINT, name::VARCHAR, amount::DOUBLE, day::DATE'

async function expected(): Promise<readonly string[]> {
  return rowsOf(`${sampleQuery} FROM ${sampleRows} ORDER BY 1`)
}

/** The value of what must have been found. */
export function value<T>(sourced: Sourced<T>): T {
  if (!sourced.ok) assert.fail(`${sourced.failure.kind}: ${sourced.failure.reason}`)
  return sourced.value
}

async function closeAll(...tables: readonly PinnedTable[]): Promise<void> {
  for (const table of tables) await table.close()
}
