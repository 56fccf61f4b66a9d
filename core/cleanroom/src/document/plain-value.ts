import type { Node } from '../file/node.ts'

/** Values that stand for their text, whatever YAML takes it for: `007`. */
const written = /^\/templates\/\d+\/parameters\/\d+\/default$/

/** A YAML tree as plain JSON. Recursion is safe: the depth of a YAML text is limited. */
export function plainValue(node: Node, path = ''): unknown {
  switch (node.kind) {
    case 'mapping':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainValue(value, `${path}/${key}`)]))
    case 'sequence':
      return node.items.map((item, index) => plainValue(item, `${path}/${index}`))
    case 'scalar':
      return written.test(path) ? node.text : node.value
  }
}
