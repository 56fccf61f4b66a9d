import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Engine } from '@glovebox/server'
import { duckdbEngine } from '../../service/server/src/engine/duckdb/duckdb-engine.ts'
import { machineIsolation } from '../../service/server/src/engine/duckdb/machine-isolation.ts'
import type { Isolation } from '../../service/server/src/engine/duckdb/sandbox/isolation.ts'
import { needSandbox } from '../../service/server/src/engine/duckdb/sandbox/need-sandbox.ts'
import { engineSuite } from './engine-suite.ts'
import { localTableSuite } from './local-table-suite.ts'

const root = mkdtempSync(join(tmpdir(), 'glovebox-engine-'))

function openWith(isolation: () => Promise<Isolation>): Engine {
  const allowedFunctions = ['count', 'count_star', 'max', '+']
  return duckdbEngine({ temporaryRoot: root, isolation, isSandboxRequired: false, allowedFunctions })
}

engineSuite('DuckDB in a sandbox', () => openWith(async () => needSandbox(await machineIsolation())))

engineSuite('DuckDB in a plain process', () =>
  openWith(async () => ({ level: 'process', missing: 'chosen by a test' })),
)

localTableSuite('DuckDB in a sandbox', () => openWith(async () => needSandbox(await machineIsolation())))

test('no run leaves anything behind', () => {
  assert.deepEqual(readdirSync(root), [])
})

after(() => rmSync(root, { recursive: true, force: true }))
