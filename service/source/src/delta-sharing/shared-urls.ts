import type { Grant, Granting } from '../bytes/grant.ts'
import { failed, found } from '../bytes/outcome.ts'
import { lookAtRemote, type RemotePlace, remoteFile } from '../bytes/remote-file.ts'
import { answering } from '../lake/refused.ts'
import type { SourceWorld } from '../port/source-world.ts'
import type { Storage } from '../port/storage.ts'
import type { SourceControl, Sourced } from '../port/table-source.ts'
import type { Files } from './query.ts'

/** Where the files of one answer are to be had. Keys are ids of files; `dv/` before it is the one's deletion vector. */
export type SharedUrls = {
  readonly world: SourceWorld
  /** The name of the table, for reasons. */
  readonly name: string
  readonly files: Files
  /** Whether URLs in the clear are taken: where the provider itself is asked so. */
  readonly allowsPlain: boolean
  /** Asks for the files of the same version again. */
  readonly renew: (refreshToken: string | undefined, control: SourceControl) => Promise<Files>
}

/** The files behind URLs as a storage. A URL that ends is replaced by a new one of the same file of the same version. */
export function sharedStorage(shared: SharedUrls): Storage {
  const { world, name } = shared
  let token = shared.files.refreshToken
  let urls = grantsOf(shared.files)
  let renewing: Promise<Sourced<void>> | undefined

  const renew = async (control: SourceControl): Promise<Sourced<void>> => {
    const renewed = await answering(control, () => shared.renew(token, control))
    if (!renewed.ok) return renewed
    token = renewed.value.refreshToken
    urls = grantsOf(renewed.value)
    return found(undefined)
  }

  const grantingOf = (key: string): Granting => {
    let used: Grant | undefined
    return async (control) => {
      // Whoever comes back with the newest URL needs a newer one; those beside it wait for the same answer.
      if (used !== undefined && urls.get(key) === used) {
        renewing ??= renew(control).finally(() => {
          renewing = undefined
        })
        const renewed = await renewing
        if (!renewed.ok) return renewed
      }
      used = urls.get(key)
      if (used === undefined)
        return failed('changed', `\`${name}\`: the provider no longer gives a file that it gave before`)
      if (!shared.allowsPlain && !used.url.startsWith('https://'))
        return failed('malformed', `\`${name}\`: the provider gives a URL that is not https`)
      return found(used)
    }
  }

  return {
    list: async () => failed('unsupported', `\`${name}\`: what a provider shares is not listed`),
    open: async (key, control) => {
      const what = `\`${name}\`: ${key.startsWith('dv/') ? 'the deleted rows of a file' : 'a file'}`
      const place = (): RemotePlace => ({ key, name: what, granting: grantingOf(key) })
      const version = await lookAtRemote(world, place(), control)
      return version.ok ? found(remoteFile(world, place(), version.value)) : version
    },
  }
}

function grantsOf({ files }: Files): ReadonlyMap<string, Grant> {
  return new Map(
    files.flatMap(({ id, url, until, vector }) => {
      const end = until === undefined ? {} : { until }
      const own: [string, Grant] = [id, { url, ...end }]
      return vector?.url === undefined ? [own] : [own, [`dv/${id}`, { url: vector.url, ...end }] as [string, Grant]]
    }),
  )
}
