import { failed, found } from '../bytes/outcome.ts'
import { lookAtRemote, type RemotePlace, remoteFile } from '../bytes/remote-file.ts'
import type { SourceWorld } from '../port/source-world.ts'
import type { Storage } from '../port/storage.ts'
import { inKeyOrder } from './key-order.ts'

/** Files at URLs, and what is sent to be let in: a token, or headers of the owner's own. */
export type HttpsPlace = {
  readonly urls: readonly string[]
  readonly bearer?: string
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Files at one or several URLs; their keys are their URLs without what may be a secret: what follows the `?`. What lets
 * in is sent to these URLs alone: no redirection is followed.
 */
export function httpsStorage(world: SourceWorld, { urls, bearer, headers = {} }: HttpsPlace): Storage {
  const sent = { ...headers, ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }) }
  const places = new Map<string, string>()
  for (const url of urls.filter((text) => URL.canParse(text))) {
    const key = keyOf(url)
    // Two that differ only in what is not shown are told apart by their places in the list.
    places.set(places.has(key) ? `${key}#${places.size + 1}` : key, url)
  }
  const placeOf = (key: string, url: string): RemotePlace => ({
    key,
    name: `\`${key}\``,
    granting: async () => found({ url, headers: sent }),
  })
  return {
    list: async (prefix, control) => {
      const files = []
      for (const [key, url] of places) {
        if (!key.startsWith(prefix)) continue
        const seen = await lookAtRemote(world, placeOf(key, url), control)
        if (!seen.ok) return seen
        const { bytes, version } = remoteFile(world, placeOf(key, url), seen.value)
        files.push({ key, bytes, version })
      }
      return found(inKeyOrder(files))
    },
    open: async (key, control, listed) => {
      const url = places.get(key)
      if (url === undefined) return failed('not-found', `\`${key}\`: this is none of the addresses of this table`)
      const seen = await lookAtRemote(world, placeOf(key, url), control)
      if (!seen.ok) return seen
      const file = remoteFile(world, placeOf(key, url), seen.value)
      if (listed !== undefined && listed.version !== file.version)
        return failed('changed', `\`${key}\`: it is no longer the version that was listed`)
      return found(file)
    },
  }
}

/** A URL as it may be shown. */
export function keyOf(url: string): string {
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}`
}
