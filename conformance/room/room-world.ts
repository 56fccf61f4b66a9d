import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FakeEngine, fakeEngine } from '../../service/server/src/fake-room.suite.ts'
import { engineLimits } from '../../service/server/src/limits.ts'
import { makeFetchFolder } from '../../service/server/src/source/fetch-folder.ts'
import { openLocalSource } from '../../service/server/src/source/open-local-source.ts'
import type { RoomState } from '../../service/server/src/store/room-state.ts'
import { readDocument } from '../../service/server/src/usecase/read-document.ts'
import { versionMemory } from '../../service/server/src/usecase/version-memory.ts'
import type { World } from '../../service/server/src/usecase/world.ts'

/** A room as a server has it: its document is composed, its state is one of many in a store. */
export type ServedRoom = {
  readonly world: World
  readonly engine: FakeEngine
  readonly state: RoomState
  readonly close: () => void
}

/** Two members, protected people and public cities. */
export const document = `version: 1
collaboration: served
members:
  - { name: publisher, abilities: [receive] }
  - { name: analyst, abilities: [query, receive] }
tables:
  - name: people
    owner: publisher
    source: { file: people.csv }
    columns: { user_id: BIGINT, city: VARCHAR }
    rule: { custom: { allowedAnalyses: [ANY_QUERY], allowedAnalysisProviders: [analyst] } }
    privacy: { unit: user_id, maxGroupsContributed: 2, maxRowsPerGroup: 2 }
  - name: cities
    owner: analyst
    source: { file: cities.csv }
    public: true
budgets:
  - { owner: publisher, epsilon: 20, delta: 1e-6, perQuery: { epsilon: 0.1 } }
`

/** A room of a collaboration over files of its own. */
export function serveRoom(state: RoomState, text: string = document): ServedRoom {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-served-'))
  writeFileSync(join(folder, 'people.csv'), 'user_id,city\n1,Berlin\n')
  writeFileSync(join(folder, 'cities.csv'), 'user_id,city\n')
  const read = readDocument(text)
  const engine = fakeEngine()
  const alive = new Set<string>()
  const world: World = {
    document: async () => read,
    openSource: async (table) => openLocalSource(folder, table),
    versions: versionMemory(() => new Date()),
    fetchFolder: () => makeFetchFolder(join(folder, 'tmp')),
    engine: async () => engine,
    limits: engineLimits,
    clock: () => new Date(),
    random: state.random,
    state: async () => state,
    stateIfAny: async () => state,
    runLock: (run) => {
      if (alive.has(run)) return undefined
      alive.add(run)
      return { release: () => void alive.delete(run) }
    },
  }
  return { world, engine, state, close: () => rmSync(folder, { recursive: true }) }
}
