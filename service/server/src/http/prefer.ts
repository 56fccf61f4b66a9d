import type { AnyRoute, JsonSchema } from '@glovebox/api'

/**
 * The seconds that `Prefer: wait=N` asks a route to wait (RFC 7240), no more than it may; nothing where the route cannot
 * wait or nobody prefers that. Of several the first counts, and what is not understood is not there.
 */
export function preferredWait({ query }: AnyRoute, prefer: string | undefined): number | undefined {
  const { wait } = (query.schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>
  if (wait === undefined || prefer === undefined) return undefined
  const preferences = prefer.split(',').map((one) => one.split(';')[0] ?? '')
  const asked = preferences.find((one) => /^\s*wait\s*=/i.test(one))
  const seconds = /^\s*wait\s*=\s*("?)(\d{1,9})\1\s*$/i.exec(asked ?? '')?.[2]
  return seconds === undefined ? undefined : Math.min(Number(seconds), Number(wait.maximum))
}
