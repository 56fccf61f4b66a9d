import { BlockList, isIP } from 'node:net'

/** What only somebody's own network reaches, and what is nobody's: RFC 6890 and its successors. */
const closed4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]

/** Beside everything outside of global unicast: what stands for an IPv4 address, tunnels, and documentation. */
const closed6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

const closed = new BlockList()
for (const [net, bits] of closed4) closed.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of closed6) closed.addSubnet(net, bits, 'ipv6')
const global6 = new BlockList()
global6.addSubnet('2000::', 3, 'ipv6')

/** Whether an address is one of the open internet: a delivery must not be a way into the operator's network. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !closed.check(address, 'ipv4')
    case 6:
      return global6.check(address, 'ipv6') && !closed.check(address, 'ipv6')
    default:
      return false
  }
}

/** Why deliveries cannot go to a URL, as far as the URL itself tells; nothing where they can. */
export function whyUnreachable(text: string, allowsPrivateAddresses: boolean): string | undefined {
  if (!URL.canParse(text)) return 'this is no URL'
  const url = new URL(text)
  if (url.username !== '' || url.password !== '')
    return 'a URL with a name or password in it is shown to whoever reads it'
  if (url.hash !== '') return 'the part after # goes nowhere'
  if (allowsPrivateAddresses)
    return url.protocol === 'https:' || url.protocol === 'http:' ? undefined : 'it must be https'
  if (url.protocol !== 'https:') return 'it must be https'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isOwn = isIP(host) === 0 ? /(^|\.)(localhost|local|internal)\.?$/i.test(host) : !isPublicAddress(host)
  return isOwn ? 'this address is not of the open internet' : undefined
}
