import { openWords, sealWords } from '../access/signed.ts'
import { json, type Reply, refusal } from './reply.ts'

const mostOnPage = 500

/** A page of a list, as its query parameters ask for it. `what` names the list, so that a page is of no other one. */
export function page(items: readonly object[], query: URLSearchParams, what: string, key: Uint8Array): Reply {
  const asked = query.get('maxResults')
  if (asked !== null && !/^\d{1,9}$/.test(asked))
    return refusal(400, 'INVALID_PARAMETER_VALUE', '`maxResults` is a whole number from 0')
  const token = query.get('pageToken') ?? ''
  const [of, from] = token === '' ? [what, 0] : (openWords(key, 'list', token) ?? [])
  if (of !== what || typeof from !== 'number')
    return refusal(400, 'INVALID_PARAMETER_VALUE', '`pageToken` is not one that this list gave')
  const upTo = from + Math.min(asked === null ? mostOnPage : Number(asked), mostOnPage)
  const more = upTo < items.length ? { nextPageToken: sealWords(key, ['list', what, upTo]) } : {}
  return json({ items: items.slice(from, upTo), ...more })
}
