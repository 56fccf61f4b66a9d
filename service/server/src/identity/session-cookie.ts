/** The name of the session cookie. Browsers tie the `__Host-` prefix to this host, HTTPS and the path `/`. */
export function sessionCookieName(publicUrl: string): string {
  return isHttps(publicUrl) ? '__Host-glovebox' : 'glovebox'
}

/** The cookie that ties a sign-in at a provider to the browser that began it. */
export function oidcCookieName(publicUrl: string): string {
  return isHttps(publicUrl) ? '__Host-glovebox-oidc' : 'glovebox-oidc'
}

/** A `Set-Cookie` header that scripts cannot read and other sites cannot use. */
export function cookieText(publicUrl: string, name: string, value: string, maxAgeSeconds: number): string {
  const secure = isHttps(publicUrl) ? '; Secure' : ''
  return `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure}`
}

/** Ends the session cookie. */
export function endedCookie(publicUrl: string): string {
  return cookieText(publicUrl, sessionCookieName(publicUrl), '', 0)
}

function isHttps(publicUrl: string): boolean {
  return publicUrl.startsWith('https:')
}
