import { AwsV4Signer } from 'aws4fetch'
import type { Grant } from '../../bytes/grant.ts'
import type { S3Credentials } from './s3-place.ts'

/** How long a signed URL is good for: enough for the reads of a minute or two, of the one object that it names. */
const presignedSeconds = 300

/** A URL that lets whoever has it read one object for a few minutes. */
export async function presign(
  url: string,
  { region, now }: { readonly region: string; readonly now: number },
  credentials: S3Credentials,
): Promise<Grant> {
  const signed = await new AwsV4Signer({
    method: 'GET',
    url: `${url}?X-Amz-Expires=${presignedSeconds}`,
    signQuery: true,
    ...signerOptions('s3', region, now, credentials),
  }).sign()
  return { url: signed.url.toString(), until: Math.min(now + presignedSeconds * 1000, credentials.until ?? Infinity) }
}

/** A request that is signed in its headers. */
export async function signRequest(
  request: { readonly method: 'GET' | 'POST'; readonly url: string; readonly service: string; readonly body?: string },
  { region, now }: { readonly region: string; readonly now: number },
  credentials: S3Credentials,
): Promise<Grant> {
  const { method, url, service, body } = request
  const signed = await new AwsV4Signer({
    method,
    url,
    ...(body === undefined
      ? {}
      : { body, headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' } }),
    ...signerOptions(service, region, now, credentials),
  }).sign()
  return { url, headers: Object.fromEntries(signed.headers), until: now + presignedSeconds * 1000 }
}

function signerOptions(
  service: string,
  region: string,
  now: number,
  { accessKeyId, secretAccessKey, sessionToken }: S3Credentials,
): {
  readonly service: string
  readonly region: string
  readonly datetime: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
} {
  return {
    service,
    region,
    datetime: new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, ''),
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  }
}
