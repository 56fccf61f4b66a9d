import type { SourceControl, Sourced } from '../../port/table-source.ts'

/** A bucket, and the server that has it. */
export type S3Place = {
  readonly bucket: string
  readonly region: string
  /** Absent: AWS. */
  readonly endpoint?: string
  /** Where the bucket's name stands; absent: as is usual for the endpoint. */
  readonly style?: 'path' | 'virtual'
}

/** What requests are signed with. */
export type S3Credentials = {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  /** Milliseconds since 1970; absent: they do not end. */
  readonly until?: number
}

/** Gives credentials that are good for now. */
export type CredentialSource = (control: SourceControl) => Promise<Sourced<S3Credentials>>

/** The URL of a bucket, or of an object in it; undefined where a URL cannot name it. */
export function urlOf(place: S3Place, key = ''): string | undefined {
  const { bucket, region } = place
  if (!/^[a-z0-9A-Z][a-z0-9A-Z._-]{1,253}$/.test(bucket) || !/^[a-z0-9-]{1,64}$/i.test(region)) return undefined
  const segments = key.split('/')
  // Such segments are taken away wherever URLs are read: they would name another object.
  if (segments.some((segment) => segment === '.' || segment === '..') || !key.isWellFormed()) return undefined
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  const endpoint = place.endpoint ?? `https://s3.${region}.${suffix}`
  if (!URL.canParse(endpoint)) return undefined
  const { protocol, host, pathname, search, hash } = new URL(endpoint)
  if (!/^https?:$/.test(protocol) || search !== '' || hash !== '') return undefined
  const base = pathname.replace(/\/+$/, '')
  const path = segments.map(encodeText).join('/')
  const isVirtual =
    (place.style ?? (place.endpoint === undefined && !bucket.includes('.') ? 'virtual' : 'path')) === 'virtual'
  return isVirtual ? `${protocol}//${bucket}.${host}${base}/${path}` : `${protocol}//${host}${base}/${bucket}/${path}`
}

/** A text in a URL, with everything encoded that signatures are over. */
export function encodeText(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
