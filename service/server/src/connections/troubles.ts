/** Why a table's source gave nothing the last time that somebody asked; for its owner. */
export type Trouble = { readonly at: string; readonly reason: string }

/** What was wrong with sources since the server began: a hint for owners, and nothing that is kept. */
export type Troubles = {
  note(organisation: string, collaboration: string, table: string, reason: string): void
  of(organisation: string, collaboration: string, table: string): Trouble | undefined
}

const most = 10_000

/** An empty list of troubles; the oldest are forgotten first. */
export function noTroubles(clock: () => Date): Troubles {
  const known = new Map<string, Trouble>()
  const key = (...names: readonly string[]): string => JSON.stringify(names)
  return {
    note: (organisation, collaboration, table, reason) => {
      const name = key(organisation, collaboration, table)
      known.delete(name)
      known.set(name, { at: clock().toISOString(), reason })
      const [oldest] = known.keys()
      if (known.size > most && oldest !== undefined) known.delete(oldest)
    },
    of: (organisation, collaboration, table) => known.get(key(organisation, collaboration, table)),
  }
}
