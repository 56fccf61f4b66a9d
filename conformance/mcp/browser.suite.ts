/** A browser without scripts: it keeps cookies, reads forms and sends them as browsers do. */
export type Browser = {
  readonly open: (url: string) => Promise<Page>
  /** Sends the form of a page, with what a person typed and which button it pressed. */
  readonly send: (page: Page, typed: Typed, headers?: Readonly<Record<string, string>>) => Promise<Page>
}

/** What a person typed; a list where several boxes of one name are ticked, and nothing where none is. */
export type Typed = Readonly<Record<string, string | readonly string[]>>

/** What the browser shows, or where it is led. */
export type Page = {
  readonly url: string
  readonly status: number
  readonly text: string
  readonly headers: Headers
  readonly location?: string
}

/** Opens a browser. Redirects are followed within the site, and stop where they leave it. */
export function openBrowser(site: string): Browser {
  const cookies = new Map<string, string>()
  const fetchPage = async (url: string, init: RequestInit = {}): Promise<Page> => {
    const headers = new Headers(init.headers)
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=')
      cookies.set(name, value)
    }
    const location = response.headers.get('location')
    if (location?.startsWith(`${site}/`) === true) return await fetchPage(location)
    const text = await response.text()
    return { url, status: response.status, text, headers: response.headers, ...(location === null ? {} : { location }) }
  }
  return {
    open: (url) => fetchPage(url),
    send: ({ url, text }, typed, headers = {}) => {
      const form = new URLSearchParams()
      for (const [, name = '', value = ''] of text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g))
        form.append(name, decoded(value))
      for (const [name, value] of Object.entries(typed)) for (const one of [value].flat()) form.append(name, one)
      const action = /<form method="post" action="([^"]+)"/.exec(text)?.[1] ?? ''
      return fetchPage(new URL(action, url).href, {
        method: 'POST',
        headers: { origin: new URL(url).origin, 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: form.toString(),
      })
    },
  }
}

function decoded(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
}
