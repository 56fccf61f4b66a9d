/** Whether programs may be led back to there: HTTPS, this very machine, or a scheme of an app (RFC 8252). */
export function isRedirectUri(written: string): boolean {
  if (written.length > 500 || written.includes('#') || /[\s\p{Cc}<>"'`\\]/u.test(written)) return false
  const url = URL.canParse(written) ? new URL(written) : undefined
  if (url === undefined || url.username !== '' || url.password !== '') return false
  if (url.protocol === 'https:') return url.hostname !== ''
  if (url.protocol === 'http:') return isLoopback(url)
  const scheme = url.protocol.slice(0, -1)
  return scheme.includes('.') || knownApps.has(scheme)
}

/** Whether a program that registered some addresses may be led back to this one: exactly; on this machine at any port. */
export function isRegistered(registered: readonly string[], written: string): boolean {
  if (registered.includes(written)) return true
  const portless = withoutPort(written)
  return portless !== undefined && registered.some((one) => withoutPort(one) === portless)
}

/** What a page may send its form on to: the place of an address, as policies spell it. */
export function formTargetOf(written: string): string {
  const { protocol, origin } = new URL(written)
  return protocol === 'http:' || protocol === 'https:' ? origin : protocol
}

/** Where an address leads, in words for people. */
export function hostOf(written: string): string {
  const { protocol, hostname } = new URL(written)
  return protocol === 'http:' || protocol === 'https:' ? hostname : `an app (${protocol})`
}

const knownApps: ReadonlySet<string> = new Set(['cursor', 'vscode', 'vscode-insiders', 'windsurf'])

function isLoopback({ hostname }: URL): boolean {
  return hostname === '127.0.0.1' || hostname === '[::1]' || hostname === 'localhost'
}

/** Anyone may listen on a port of this machine only while the program does, so its number is left open (RFC 8252 §7.3). */
function withoutPort(written: string): string | undefined {
  if (!isRedirectUri(written)) return undefined
  const url = new URL(written)
  if (url.protocol !== 'http:') return undefined
  url.port = ''
  return url.href
}
