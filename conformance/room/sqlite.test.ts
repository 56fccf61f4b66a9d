import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { openSqliteStore } from '../../service/server/src/store/sqlite.ts'
import { roomSuite } from './room-suite.ts'

const root = mkdtempSync(join(tmpdir(), 'glovebox-rooms-'))
after(() => rmSync(root, { recursive: true }))
let folders = 0

roomSuite(
  'sqlite',
  () => {
    folders += 1
    return openSqliteStore(join(root, `${folders}`))
  },
  10,
)
