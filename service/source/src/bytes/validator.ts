import type { Answered } from './judge.ts'

/** What a server tells one version of a file from another by. */
export type Validator =
  | { readonly kind: 'tag'; readonly tag: string }
  /** Only where the server has no strong entity tags. */
  | { readonly kind: 'modified'; readonly at: string }

/** What an answer says of the version that it is of; undefined: nothing that a version can be held to by. */
export function validatorOf(headers: Answered['headers']): Validator | undefined {
  const tag = headers.etag
  // A weak tag stands for what means the same, whatever its bytes: it is none for parts of a file.
  if (tag !== undefined && /^"[^"]+"$/.test(tag)) return { kind: 'tag', tag }
  const at = headers['last-modified']
  return at === undefined || tag?.startsWith('"') ? undefined : { kind: 'modified', at }
}

/** Whether an answer is of a version. */
export function isOf(validator: Validator, headers: Answered['headers']): boolean {
  return validator.kind === 'tag' ? headers.etag === validator.tag : headers['last-modified'] === validator.at
}

/** The condition that a server is asked to keep, beside what is looked at in its answer. */
export function conditionOf(validator: Validator): Readonly<Record<string, string>> {
  return validator.kind === 'tag' ? { 'if-match': validator.tag } : { 'if-unmodified-since': validator.at }
}

/** The version's word. */
export function versionOf(validator: Validator): string {
  return validator.kind === 'tag' ? validator.tag.slice(1, -1) : `modified ${validator.at}`
}
