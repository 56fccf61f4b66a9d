/**
 * Whether a request that changes something may use the session cookie: the browser says that a page of this site sent
 * it. Programs that hold a cookie say so by `Origin`. Where nothing is said the answer is no.
 */
export function isSameSite(header: (name: string) => string | undefined, publicUrl: string): boolean {
  const origin = header('origin')
  if (origin !== undefined) return origin === new URL(publicUrl).origin
  return header('sec-fetch-site') === 'same-origin'
}
