import type { HttpTransport } from './http-transport.ts'

/** What sources have of the world. */
export type SourceWorld = {
  /** Milliseconds since 1970. */
  clock(): number
  /** From 0 up to, and without, 1; it need not be a secret one. */
  random(): number
  /** Ends early, without a word, when it is stopped. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
  readonly http: HttpTransport
}
