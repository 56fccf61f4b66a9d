import { type AddressGuard, anyAddress } from '@glovebox/source'
import { isPublicAddress, whyUnreachable } from '../webhooks/reachable.ts'

/** Which addresses sources may be read from: what a member names must not be a way into the operator's own network. */
export function guardOf(allowsPrivateAddresses: boolean): AddressGuard {
  if (allowsPrivateAddresses) return anyAddress
  return { whyNot: (url) => whyUnreachable(url.href, false), allows: isPublicAddress }
}
