/** An element: its own text, and the elements in it. */
export type XmlElement = { readonly name: string; readonly text: string; readonly children: readonly XmlElement[] }

const deepest = 12
const token =
  /<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y

type Open = { readonly name: string; text: string; readonly children: XmlElement[] }

/** Reads the little XML that S3 and STS answer with: elements and texts; undefined for anything else, as for doctypes. */
export function readXml(text: string): XmlElement | undefined {
  const root: Open = { name: '', text: '', children: [] }
  const open: Open[] = [root]
  for (token.lastIndex = 0; token.lastIndex < text.length; ) {
    const match = token.exec(text)
    if (match === null || !take(open, match) || open.length > deepest) return undefined
  }
  return open.length === 1 && root.text.trim() === '' && root.children.length === 1 ? root.children[0] : undefined
}

/** Whether a token has a place among the elements that are open. */
function take(open: Open[], [, closing, name, , isEmpty, content]: RegExpExecArray): boolean {
  const current = open.at(-1)
  if (current === undefined) return false
  if (content !== undefined) {
    const plain = decode(content)
    current.text += plain ?? ''
    return plain !== undefined
  }
  if (name === undefined) return true
  if (closing === '/') return open.pop()?.name === name && open.length > 0
  const element: Open = { name, text: '', children: [] }
  current.children.push(element)
  if (isEmpty !== '/') open.push(element)
  return true
}

/** The text of the first child of a name. */
export function textOf(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decode(text: string): string | undefined {
  let isKnown = true
  const plain = text.replace(/&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(\w+));|&/g, (_, decimal, hex, name) => {
    const code = decimal === undefined ? (hex === undefined ? undefined : Number.parseInt(hex, 16)) : Number(decimal)
    const meant = code === undefined ? entities[name] : code <= 0x10ffff ? String.fromCodePoint(code) : undefined
    isKnown &&= meant !== undefined
    return meant ?? ''
  })
  return isKnown ? plain : undefined
}
