import { join } from 'node:path'
import { type Client, type Comparison, compareCheckpoints, getLogCheckpoint, getLogConsistency } from '@glovebox/api'
import { configFolder } from './config-folder.ts'
import { readPrivateJson, writePrivateJson } from './private-file.ts'
import { trustedKey } from './trust.ts'

type Kept = Readonly<Record<string, string>>

/** The server showed a history that is not the one it showed before, or not the one it showed somebody else. */
export class HistoryError extends Error {
  override readonly name: string = 'HistoryError'
}

/**
 * Fetches the log's present checkpoint, has the server prove that it begins with the one kept here, and keeps it. Throws
 * `HistoryError` where it does not, and keeps the old one: it is evidence.
 */
export async function advanceCheckpoint(client: Client, collaboration: string): Promise<string> {
  const path = join(configFolder(process.env), 'checkpoints.json')
  const kept = (readPrivateJson(path) ?? {}) as Kept
  const place = `${client.url} ${collaboration}`
  const before = kept[place]
  const { note } = await client.call(getLogCheckpoint, { params: { collaboration } })
  if (before !== undefined) {
    const { kind, words } = await compareWith(client, collaboration, before, note)
    if (kind !== 'same-history') throw new HistoryError(`the audit log: ${words} (the checkpoint kept is in ${path})`)
  } else refuse(compareCheckpoints(note, note, { verifierKey: await trustedKey(client) }))
  writePrivateJson(path, { ...kept, [place]: note })
  return note
}

/** Compares two checkpoints of a log, with the server's proof. */
export async function compareWith(
  client: Client,
  collaboration: string,
  one: string,
  other: string,
): Promise<Comparison> {
  const trust = { verifierKey: await trustedKey(client) }
  const [from = 0, to = 0] = [sizeOf(one), sizeOf(other)].toSorted((a, b) => a - b)
  const proven =
    from === to || from === 0
      ? undefined
      : await client.call(getLogConsistency, { params: { collaboration }, query: { from, to } })
  return refuse(compareCheckpoints(one, other, trust, proven))
}

function refuse(compared: ReturnType<typeof compareCheckpoints>): Comparison {
  if (!('status' in compared)) return compared
  throw new HistoryError(compared.diagnostics.map(({ message }) => message).join('; '))
}

/** The second line of a checkpoint is its size; what is none is found when its signature is checked. */
function sizeOf(note: string): number {
  const size = Number(note.split('\n')[1])
  return Number.isSafeInteger(size) && size >= 0 ? size : 0
}
