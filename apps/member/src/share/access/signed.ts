import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a signature is over: its kind first, so that none is taken for one of another kind. */
export type Signable = readonly [
  kind: 'file' | 'refresh' | 'page' | 'list' | 'id',
  ...parts: readonly (string | number)[],
]

/** Signs words; base64url. */
export function sign(key: Uint8Array, words: Signable): string {
  return createHmac('sha256', key)
    .update(`glovebox share 1\n${JSON.stringify(words)}`)
    .digest('base64url')
}

/** Whether a signature is of these words. Constant time. */
export function isSigned(key: Uint8Array, words: Signable, signature: string): boolean {
  const expected = Buffer.from(sign(key, words))
  const given = Buffer.from(signature)
  return expected.length === given.length && timingSafeEqual(expected, given)
}

/** Words that go out and come back unchanged: signed, of one kind. */
export function sealWords(key: Uint8Array, words: Signable): string {
  return `${Buffer.from(JSON.stringify(words.slice(1))).toString('base64url')}.${sign(key, words)}`
}

/** The words that were sealed; nothing where they are of another kind or were not sealed here. */
export function openWords(key: Uint8Array, kind: Signable[0], sealed: string): readonly unknown[] | undefined {
  const [body, signature, ...more] = sealed.split('.')
  if (body === undefined || signature === undefined || more.length > 0 || sealed.length > 4096) return undefined
  try {
    const words: unknown = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'))
    return Array.isArray(words) && isSigned(key, [kind, ...words], signature) ? words : undefined
  } catch {
    return undefined
  }
}
