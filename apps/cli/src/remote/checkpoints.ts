import { join } from 'node:path'
import type { Client, Comparison } from '@glovebox/api'
import { HistoryError, type HistoryWatch, type LogPlace, watchHistory } from '@glovebox/client'
import { configFolder } from './config-folder.ts'
import { readPrivateJson, writePrivateJson } from './private-file.ts'
import { trustedKey } from './trust.ts'

type Kept = Readonly<Record<string, string>>

/** The log's present checkpoint, which begins with the one kept in this account's folder; throws `HistoryError` where not. */
export async function advanceCheckpoint(client: Client, collaboration: string): Promise<string> {
  try {
    return await watch().advance(client, collaboration)
  } catch (error) {
    if (!(error instanceof HistoryError) || error.kind === 'unsigned') throw error
    const words = `the audit log: ${error.message} (the checkpoint kept is in ${keptIn()})`
    throw new HistoryError(error.kind, words, error.notes)
  }
}

/** Compares two checkpoints of a log, with the server's proof. */
export async function compareWith(
  client: Client,
  collaboration: string,
  one: string,
  other: string,
): Promise<Comparison> {
  return await watch().compare(client, collaboration, one, other)
}

function watch(): HistoryWatch {
  const keeper = {
    load: (place: LogPlace) => read()[keyOf(place)],
    save: (place: LogPlace, note: string) => writePrivateJson(keptIn(), { ...read(), [keyOf(place)]: note }),
  }
  return watchHistory(keeper, async (client) => ({ verifierKey: await trustedKey(client) }))
}

function keptIn(): string {
  return join(configFolder(process.env), 'checkpoints.json')
}

function read(): Kept {
  return (readPrivateJson(keptIn()) ?? {}) as Kept
}

function keyOf({ server, collaboration }: LogPlace): string {
  return `${server} ${collaboration}`
}
