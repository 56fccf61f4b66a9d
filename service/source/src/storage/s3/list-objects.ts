import { askGranted, holdGrant } from '../../bytes/grant.ts'
import { cancelled, failed, found, isStopped } from '../../bytes/outcome.ts'
import type { SourceWorld } from '../../port/source-world.ts'
import type { StoredFile } from '../../port/storage.ts'
import type { SourceControl, Sourced } from '../../port/table-source.ts'
import { inKeyOrder } from '../key-order.ts'
import { mostFiles } from '../limits.ts'
import { readXml, textOf, type XmlElement } from './read-xml.ts'
import { type CredentialSource, encodeText, type S3Place, urlOf } from './s3-place.ts'
import { signRequest } from './sign.ts'

const pageBytes = 8 * 1024 * 1024

type Page = { readonly files: readonly StoredFile[]; readonly next?: string }

/** The objects whose keys begin with a prefix, over all pages. */
export async function listObjects(
  world: SourceWorld,
  place: S3Place,
  credentials: CredentialSource | undefined,
  prefix: string,
  control: SourceControl,
): Promise<Sourced<readonly StoredFile[]>> {
  const files: StoredFile[] = []
  let next: string | undefined
  do {
    if (isStopped(control)) return cancelled()
    const page = await readPage(world, place, credentials, prefix, next, control)
    if (!page.ok) return page
    if (page.value.next !== undefined && page.value.next === next) return malformed(place, prefix)
    files.push(...page.value.files)
    if (files.length > mostFiles)
      return failed('unsupported', `\`s3://${place.bucket}/${prefix}\`: there are more than ${mostFiles} files here`)
    next = page.value.next
  } while (next !== undefined)
  // Rows of a file that is listed twice would count twice.
  if (new Set(files.map(({ key }) => key)).size < files.length) return malformed(place, prefix)
  return found(inKeyOrder(files))
}

async function readPage(
  world: SourceWorld,
  place: S3Place,
  credentials: CredentialSource | undefined,
  prefix: string,
  token: string | undefined,
  control: SourceControl,
): Promise<Sourced<Page>> {
  const name = `\`s3://${place.bucket}/${prefix}\``
  const bucket = urlOf(place)
  if (bucket === undefined) return failed('unsupported', `${name}: no URL can name this bucket`)
  const asked = [
    ...(token === undefined ? [] : [`continuation-token=${encodeText(token)}`]),
    'encoding-type=url',
    'list-type=2',
    `prefix=${encodeText(prefix)}`,
  ]
  const url = `${bucket}?${asked.join('&')}`
  const held = holdGrant(world, async (inner) => {
    if (credentials === undefined) return found({ url })
    const own = await credentials(inner)
    if (!own.ok) return own
    const signing = { region: place.region, now: world.clock() }
    return found(await signRequest({ method: 'GET', url, service: 's3' }, signing, own.value))
  })
  return askGranted(world, held, name, { method: 'GET', maxBytes: pageBytes }, control, (answer) => {
    if (answer.status !== 200) return undefined
    const page = readAnswer(Buffer.from(answer.body).toString('utf8'), prefix)
    return page === undefined ? malformed(place, prefix) : found(page)
  })
}

function malformed({ bucket }: S3Place, prefix: string): Sourced<never> {
  return failed('malformed', `\`s3://${bucket}/${prefix}\`: the server lists what is no list of objects`)
}

function readAnswer(text: string, prefix: string): Page | undefined {
  const list = readXml(text)
  if (list?.name !== 'ListBucketResult') return undefined
  const isEncoded = textOf(list, 'EncodingType') === 'url'
  const files: StoredFile[] = []
  for (const element of list.children) {
    if (element.name !== 'Contents') continue
    const file = readObject(element, isEncoded)
    if (!file?.key.startsWith(prefix)) return undefined
    files.push(file)
  }
  if (textOf(list, 'IsTruncated') !== 'true') return textOf(list, 'IsTruncated') === 'false' ? { files } : undefined
  const next = textOf(list, 'NextContinuationToken')
  return next === undefined || next === '' ? undefined : { files, next }
}

function readObject(element: XmlElement, isEncoded: boolean): StoredFile | undefined {
  const [name, tag, size] = [textOf(element, 'Key'), textOf(element, 'ETag'), textOf(element, 'Size')]
  if (name === undefined || tag === undefined || size === undefined || !/^\d{1,15}$/.test(size)) return undefined
  const version = /^"?([^"\s]+)"?$/.exec(tag)?.[1]
  const key = isEncoded ? decodeKey(name) : name
  return key === undefined || version === undefined ? undefined : { key, bytes: Number(size), version }
}

function decodeKey(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
