import type { Granting } from '../../bytes/grant.ts'
import { failed, found } from '../../bytes/outcome.ts'
import { lookAtRemote, remoteFile } from '../../bytes/remote-file.ts'
import type { SourceWorld } from '../../port/source-world.ts'
import type { Storage } from '../../port/storage.ts'
import { listObjects } from './list-objects.ts'
import { type CredentialSource, type S3Place, urlOf } from './s3-place.ts'
import { presign } from './sign.ts'

/**
 * A bucket of S3, or of what speaks like it. Credentials only sign: bytes are read through URLs that are good for one
 * object and a few minutes. Without credentials nothing is signed, as suits a public bucket.
 */
export function s3Storage(world: SourceWorld, place: S3Place, credentials?: CredentialSource): Storage {
  return {
    list: (prefix, control) => listObjects(world, place, credentials, prefix, control),
    open: async (key, control, listed) => {
      const name = `\`s3://${place.bucket}/${key}\``
      const url = urlOf(place, key)
      if (url === undefined || key === '') return failed('unsupported', `${name}: no URL can name this object`)
      const remote = { key, name, granting: granting(world, place, credentials, url) }
      if (listed !== undefined) {
        const validator = { kind: 'tag', tag: `"${listed.version}"` } as const
        return found(remoteFile(world, remote, { bytes: listed.bytes, validator }))
      }
      const seen = await lookAtRemote(world, remote, control)
      return seen.ok ? found(remoteFile(world, remote, seen.value)) : seen
    },
  }
}

function granting(
  world: SourceWorld,
  { region }: S3Place,
  credentials: CredentialSource | undefined,
  url: string,
): Granting {
  return async (control) => {
    if (credentials === undefined) return found({ url })
    const own = await credentials(control)
    return own.ok ? found(await presign(url, { region, now: world.clock() }, own.value)) : own
  }
}
