import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { openSqliteStore } from '../../service/server/src/store/sqlite.ts'
import { logSuite } from './log-suite.ts'

const root = mkdtempSync(join(tmpdir(), 'glovebox-log-'))
after(() => rmSync(root, { recursive: true }))

logSuite('sqlite', () => openSqliteStore(mkdtempSync(join(root, 'store-'))))
