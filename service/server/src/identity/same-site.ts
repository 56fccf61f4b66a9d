/** What of a request tells where it comes from. */
export type Origins = {
  readonly secFetchSite?: string | undefined
  readonly origin?: string | undefined
}

/**
 * Whether a request that changes something may use the session cookie: the browser says that a page of this site sent
 * it. Programs that hold a cookie say so by `Origin`. Where nothing is said the answer is no.
 */
export function isSameSite({ secFetchSite, origin }: Origins, publicUrl: string): boolean {
  if (origin !== undefined) return origin === new URL(publicUrl).origin
  return secFetchSite === 'same-origin'
}
