import type { FetchControl, LocalTable, Need, PinnedTable, Sourced } from '@glovebox/source'

/** What may still be brought to this machine's disk, by all who share it. */
export type DiskShare = { readonly bytes: number; readonly take: (bytes: number) => boolean }

/** A share of so many bytes. */
export function diskShare(bytes: number): DiskShare {
  let left = bytes
  return {
    bytes,
    take: (more) => {
      left -= more
      return left >= 0
    },
  }
}

/** Brings what is needed of a table; stopped where that is more than may lie here: sources may well have no end. */
export async function fetchWithin(
  share: DiskShare,
  pinned: PinnedTable,
  need: Need,
  { signal, onProgress }: FetchControl,
): Promise<Sourced<LocalTable>> {
  const full = new AbortController()
  let seen = 0
  const found = await pinned.fetch(need, {
    signal: signal === undefined ? full.signal : AbortSignal.any([signal, full.signal]),
    onProgress: (progress) => {
      onProgress?.(progress)
      const { bytes, ofBytes = 0 } = progress
      const more = Math.max(bytes, ofBytes) - seen
      if (more <= 0) return
      seen += more
      if (!share.take(more)) full.abort()
    },
  })
  if (!full.signal.aborted) return found
  const reason = `what is needed comes to more than the ${Math.floor(share.bytes / 2 ** 20)} MB that may be brought here for it`
  return { ok: false, failure: { kind: 'unsupported', reason } }
}
