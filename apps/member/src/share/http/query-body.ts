/** The body of a query, as far as it means something here. */
export type QueryBody = {
  readonly jsonPredicateHints?: string
  readonly limitHint?: number
  readonly version?: number
  readonly timestamp?: string
  readonly maxFiles?: number
  readonly pageToken?: string
  readonly refreshToken?: string
}

/** Reads the body of a query, or says what is wrong with it. Keys that are unknown mean nothing. */
export function readQueryBody(text: string): QueryBody | { readonly wrong: string; readonly isUnsupported?: true } {
  let read: unknown
  try {
    read = text.trim() === '' ? {} : JSON.parse(text)
  } catch {
    return { wrong: 'the body is not JSON' }
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    return { wrong: 'the body is not a JSON object' }
  const given = new Map<string, unknown>(Object.entries(read).filter(([, value]) => value !== null))
  for (const key of ['startingVersion', 'startingTimestamp', 'endingVersion', 'endingTimestamp'])
    if (given.has(key)) return { wrong: `\`${key}\` asks for changes, which are not shared`, isUnsupported: true }
  const hints = given.get('predicateHints')
  if (hints !== undefined && !(Array.isArray(hints) && hints.every((hint) => typeof hint === 'string')))
    return { wrong: '`predicateHints` is a list of texts' }
  for (const key of ['jsonPredicateHints', 'timestamp', 'pageToken', 'refreshToken'])
    if (given.has(key) && typeof given.get(key) !== 'string') return { wrong: `\`${key}\` is a text` }
  for (const key of ['limitHint', 'version', 'maxFiles'])
    if (given.has(key) && !isCount(given.get(key))) return { wrong: `\`${key}\` is a whole number from 0` }
  if (given.get('maxFiles') === 0) return { wrong: '`maxFiles` is a whole number from 1' }
  if (given.has('version') && given.has('timestamp')) return { wrong: 'either `version` or `timestamp` is asked for' }
  return Object.fromEntries(given)
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

/** Milliseconds since 1970 of a timestamp as the protocol writes it: ISO 8601 in UTC. */
export function readTimestamp(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+]00:00)$/.test(text)) return undefined
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : at
}
