import { type LogExportLine, spellLogExportLine } from '@glovebox/api'
import { spellVerifierKey } from '@glovebox/crypto'
import { checkpointOf, keyOf, type Signer } from '../log/checkpoint.ts'
import type { LogEntry } from '../log/entry.ts'
import { isVisibleTo, type Viewer } from '../log/visible-to.ts'
import { readHead, storedEntries } from '../state/audit-log.ts'
import type { RoomState } from '../store/room-state.ts'

/**
 * The whole log as one member may see it, in JSON Lines: entries, of hidden ones their hashes, and the signed checkpoint of
 * them all. Its lines are whole without a snapshot: entries are only ever added, and the later ones are left out.
 */
export async function* exportLog(signer: Signer, state: RoomState, viewer: Viewer): AsyncGenerator<string> {
  const head = await readHead(state)
  for await (const { sequence, entry, hash } of storedEntries(state)) {
    if (sequence > head.sequence) break
    const read = JSON.parse(entry) as LogEntry
    const line: LogExportLine = isVisibleTo(read, viewer) ? { sequence, entry: read } : { sequence, leafHash: hash }
    yield spellLogExportLine(line)
  }
  const key = keyOf(signer)
  const { note } = checkpointOf(key, state.collaboration, head)
  yield spellLogExportLine({ checkpoint: note, key: spellVerifierKey(key) })
}
