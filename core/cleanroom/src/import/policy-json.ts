import { isObject } from '../document/json.ts'
import { plainValue } from '../document/plain-value.ts'
import type { Node } from '../file/node.ts'
import { readYaml } from '../file/yaml.ts'
import type { Notes } from './notes.ts'

/** A policy's JSON (or YAML: the same thing) as a mapping; undefined, and said why, where it is none. */
export function readPolicy(text: string, said: Notes): Readonly<Record<string, unknown>> | undefined {
  const { root, diagnostics } = readYaml(text)
  const [problem] = diagnostics
  if (root === undefined) {
    said.refuse('policy', problem === undefined ? 'there is nothing in it' : `it cannot be read: ${problem.message}`)
    return undefined
  }
  const repeated = repeatedKey(root)
  if (repeated !== undefined) said.refuse(repeated, 'it is there twice, and nobody can say which is meant')
  const value = plainValue(root)
  if (isObject(value)) return value
  said.refuse('policy', 'it is not a mapping of keys')
  return undefined
}

/** Recursion is safe: the depth of a YAML text is limited. */
function repeatedKey(node: Node): string | undefined {
  const below = node.kind === 'mapping' ? node.entries.map(({ value }) => value) : []
  const items = node.kind === 'sequence' ? node.items : below
  if (node.kind === 'mapping') {
    const keys = node.entries.map(({ key }) => key)
    const twice = keys.find((key, index) => keys.indexOf(key) !== index)
    if (twice !== undefined) return twice
  }
  for (const item of items) {
    const found = repeatedKey(item)
    if (found !== undefined) return found
  }
  return undefined
}

/** The value of an own key. */
export function own(value: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined
}

/** A list of texts; undefined where it is anything else. */
export function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined
}
