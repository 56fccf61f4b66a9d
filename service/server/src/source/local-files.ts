import type { LocalTable, PinnedTable, Sourced, TableSource } from '@glovebox/source'
import { changedFile, type FileState, fileStates } from './fingerprint.ts'

/** Files of this machine that are read where they lie. Nothing is copied; their version is what tells that they were touched. */
export function localFiles(table: LocalTable): TableSource {
  return {
    pin: async () => {
      try {
        return { ok: true, value: pinned(table, await fileStates(table.files.map(({ path }) => path))) }
      } catch (error) {
        return { ok: false, failure: { kind: 'not-found', reason: String(error) } }
      }
    },
  }
}

function pinned(table: LocalTable, states: readonly FileState[]): PinnedTable {
  return {
    version: JSON.stringify(states),
    size: { files: table.files.length },
    fetch: async (): Promise<Sourced<LocalTable>> => {
      const changed = await changedFile(states)
      if (changed === undefined) return { ok: true, value: inPlace(table, states) }
      return { ok: false, failure: { kind: 'changed', reason: `the file ${changed} changed before it was read` } }
    },
    close: async () => {},
  }
}

function inPlace({ format, files }: LocalTable, states: readonly FileState[]): LocalTable {
  const state = new Map(states.map((one) => [one.path, one.state]))
  return { format, files: files.map((file) => ({ ...file, state: state.get(file.path) ?? '' })) }
}
