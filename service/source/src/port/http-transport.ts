/** How requests are made. Redirects are answers like any other: nothing follows them. */
export type HttpTransport = {
  send(request: HttpRequest): Promise<HttpAnswer>
  /** Ends the connections that are kept. */
  close(): void
}

/** One request, and how much of an answer is taken. */
export type HttpRequest = {
  readonly method: 'GET' | 'HEAD' | 'POST'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** An answer with a longer body is none. */
  readonly maxBytes: number
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/** A whole answer, or why there is none. Names of headers are lower case. */
export type HttpAnswer =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers: Readonly<Record<string, string | undefined>>
      readonly body: Uint8Array
    }
  | { readonly kind: 'none'; readonly why: HttpTrouble }

/**
 * - `address`: the guard lets nothing be asked there
 * - `connection`: it could not be reached, or broke off
 * - `certificate`: its certificate is not one to trust
 * - `slow`: it took too long
 * - `long`: its answer is longer than any that was asked for
 * - `cancelled`: the caller stopped it
 */
export type HttpTrouble = 'address' | 'connection' | 'certificate' | 'slow' | 'long' | 'cancelled'

/** Which addresses may be asked: what an owner names must not be a way into the operator's own network. */
export type AddressGuard = {
  /** Why a URL is not to be asked, as far as itself tells. */
  whyNot(url: URL): string | undefined
  /** Whether a resolved address, IPv4 or IPv6, may be connected to. */
  allows(address: string): boolean
}
