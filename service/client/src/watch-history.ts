import {
  type Client,
  type Comparison,
  compareCheckpoints,
  getLogCheckpoint,
  getLogConsistency,
  type Trust,
} from '@glovebox/api'

/** Where checkpoints are kept from one time to the next, by server and collaboration. */
export type CheckpointKeeper = {
  readonly load: (place: LogPlace) => Promise<string | undefined> | string | undefined
  readonly save: (place: LogPlace, note: string) => Promise<void> | void
}

/** Which log. */
export type LogPlace = { readonly server: string; readonly collaboration: string }

/** The server's key, or how to come by it. It should not come from the server each time: see `Trust`. */
export type TrustSource = Trust | ((client: Client) => Promise<Trust>)

/**
 * The server showed a history that is not the one it showed before, or not the one it showed somebody else. `notes` are
 * the checkpoints that tell so: keep them.
 */
export class HistoryError extends Error {
  override readonly name: string = 'HistoryError'
  /** `unsigned`: what was shown is not of this log, or not signed with the key that is trusted. */
  readonly kind: Exclude<Comparison['kind'], 'same-history'> | 'unsigned'
  readonly notes: readonly string[]

  constructor(kind: HistoryError['kind'], words: string, notes: readonly string[] = []) {
    super(words)
    this.kind = kind
    this.notes = notes
  }
}

/** What holds a server to one history. */
export type HistoryWatch = {
  /**
   * Fetches the log's present checkpoint, has the server prove that it begins with the one kept, and keeps it. Throws
   * `HistoryError` where it does not, and keeps the old one: it is evidence.
   */
  readonly advance: (client: Client, collaboration: string) => Promise<string>
  /** Compares two checkpoints of a log, another member's for instance, with the server's proof. */
  readonly compare: (client: Client, collaboration: string, one: string, other: string) => Promise<Comparison>
}

/** Watches the logs of servers for histories that were forked or rewritten. */
export function watchHistory({ load, save }: CheckpointKeeper, trust: TrustSource): HistoryWatch {
  const compare: HistoryWatch['compare'] = async (client, collaboration, one, other) => {
    const trusted = typeof trust === 'function' ? await trust(client) : trust
    const [from = 0, to = 0] = [sizeOf(one), sizeOf(other)].toSorted((a, b) => a - b)
    const proven =
      from === to || from === 0
        ? undefined
        : await client.call(getLogConsistency, { params: { collaboration }, query: { from, to } })
    const compared = compareCheckpoints(one, other, { origin: originOf(trusted, collaboration), ...trusted }, proven)
    if (!('status' in compared)) return compared
    const words = compared.diagnostics.map(({ message }) => message).join('; ')
    throw new HistoryError('unsigned', words, [one, other])
  }
  return {
    compare,
    advance: async (client, collaboration) => {
      const place = { server: client.url, collaboration }
      const before = await load(place)
      const { note } = await client.call(getLogCheckpoint, { params: { collaboration } })
      // The first one is compared with itself, for its signature.
      const { kind, words } = await compare(client, collaboration, before ?? note, note)
      if (kind !== 'same-history') throw new HistoryError(kind, words, [before ?? note, note])
      await save(place, note)
      return note
    },
  }
}

/** A server signs a log under its key's name and the collaboration: another collaboration's log is not believed. */
function originOf({ verifierKey }: Trust, collaboration: string): string {
  return `${verifierKey.trim().split('+')[0]}/${collaboration}`
}

/** The second line of a checkpoint is its size; what is none is found when its signature is checked. */
function sizeOf(note: string): number {
  const size = Number(note.split('\n')[1])
  return Number.isSafeInteger(size) && size >= 0 ? size : 0
}
