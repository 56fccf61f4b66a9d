import type { SourceWorld } from '../port/source-world.ts'
import type { RangedFile } from '../port/storage.ts'
import type { SourceControl, Sourced } from '../port/table-source.ts'
import { askGranted, type Granting, holdGrant } from './grant.ts'
import type { Answered } from './judge.ts'
import { failed, found } from './outcome.ts'
import { conditionOf, isOf, type Validator, validatorOf, versionOf } from './validator.ts'

/** A file behind URLs. */
export type RemotePlace = {
  readonly key: string
  /** What it is called in reasons; without a secret. */
  readonly name: string
  readonly granting: Granting
}

/** Which version of a file, and how long it is. */
export type RemoteVersion = { readonly bytes: number; readonly validator: Validator }

type World = Pick<SourceWorld, 'clock' | 'random' | 'sleep' | 'http'>

/** The longest body of an answer that is no range: what is told of an error. */
const errorBytes = 65_536

/** A file of a known version. Of an answer only the bytes that were asked for, of that version, are ever given. */
export function remoteFile(world: World, place: RemotePlace, { bytes, validator }: RemoteVersion): RangedFile {
  const { key, name } = place
  const held = holdGrant(world, place.granting)
  return {
    key,
    bytes,
    version: versionOf(validator),
    read: async (from, to, control) => {
      const isWithin = Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && from <= to && to <= bytes
      if (!isWithin) return failed('malformed', `${name}: a part of it is said to lie outside of it`)
      if (from === to) return found(new Uint8Array())
      const headers = { range: `bytes=${from}-${to - 1}`, ...conditionOf(validator) }
      const request = { method: 'GET', headers, maxBytes: Math.max(to - from, errorBytes) } as const
      return askGranted(world, held, name, request, control, (answer) =>
        answer.status === 206 || answer.status === 200
          ? takeRange(answer, name, { from, to, bytes }, validator)
          : undefined,
      )
    },
  }
}

/** The version and length of a file at this moment, from the answer to a request for its first byte. */
export async function lookAtRemote(
  world: World,
  { name, granting }: RemotePlace,
  control: SourceControl,
): Promise<Sourced<RemoteVersion>> {
  const held = holdGrant(world, granting)
  const whole = { method: 'GET', maxBytes: errorBytes } as const
  const first = { ...whole, headers: { range: 'bytes=0-0' } }
  const seen = await askGranted<RemoteVersion | undefined>(world, held, name, first, control, (answer) =>
    answer.status === 416 ? found(undefined) : takeLook(answer, name),
  )
  if (!seen.ok) return seen
  if (seen.value !== undefined) return found(seen.value)
  // Where there is no first byte, the whole of it is none.
  return askGranted(world, held, name, whole, control, (answer) =>
    answer.status === 206 ? undefined : takeLook(answer, name),
  )
}

function takeLook({ status, headers, body }: Answered, name: string): Sourced<RemoteVersion> | undefined {
  if (status === 200) return body.length === 0 ? versionIn(headers, 0, name) : failed('unsupported', noRanges(name))
  if (status !== 206) return undefined
  const total = /^bytes 0-0\/(\d{1,15})$/.exec(headers['content-range'] ?? '')?.[1]
  return total === undefined ? failed('malformed', noRanges(name)) : versionIn(headers, Number(total), name)
}

/** What headers say of the version of a file; a failure where they say nothing that it could be held to by. */
export function versionIn(headers: Answered['headers'], bytes: number, name: string): Sourced<RemoteVersion> {
  const validator = validatorOf(headers)
  if (validator !== undefined) return found({ bytes, validator })
  const reason = 'the server says neither by an entity tag nor by a time which version this is'
  return failed('unsupported', `${name}: ${reason}, so that a change during a run could not be told`)
}

function noRanges(name: string): string {
  return `${name}: the server does not give parts of files (it ignores Range)`
}

function takeRange(
  { status, headers, body }: Answered,
  name: string,
  { from, to, bytes }: { readonly from: number; readonly to: number; readonly bytes: number },
  validator: Validator,
): Sourced<Uint8Array> {
  if (!isOf(validator, headers))
    return failed('changed', `${name}: it is no longer the version that was looked at first`)
  if ((headers['content-encoding'] ?? 'identity') !== 'identity')
    return failed('malformed', `${name}: the server answers with other bytes than the file's (content-encoding)`)
  if (status === 200 && (from !== 0 || to !== bytes)) return failed('unsupported', noRanges(name))
  const range = headers['content-range']
  if (status === 206 && range !== `bytes ${from}-${to - 1}/${bytes}`) {
    const isGrown = range?.startsWith(`bytes ${from}-${to - 1}/`) === true
    if (isGrown) return failed('changed', `${name}: it is no longer as long as when it was looked at first`)
    return failed('malformed', `${name}: the server answers with another part of the file than was asked for`)
  }
  if (body.length !== to - from)
    return failed('malformed', `${name}: the server answers with another number of bytes than it says`)
  return found(body)
}
