import { showLine } from '@glovebox/diagnostics'
import type { Style } from './style.ts'

/** A JSON object as lines of `name  value`, nested values indented below their name. */
export function* fieldLines(object: Readonly<Record<string, unknown>>, style: Style, indent = ''): Generator<string> {
  const fields = Object.entries(object).filter(([, value]) => value !== undefined)
  const width = Math.max(0, ...fields.map(([name]) => name.length))
  for (const [name, value] of fields) {
    const label = `${indent}${style.dim(showLine(name).padEnd(width))}`
    if (isObject(value)) {
      yield label.trimEnd()
      yield* fieldLines(value, style, `${indent}  `)
    } else if (Array.isArray(value) && value.some(isObject)) {
      yield label.trimEnd()
      for (const item of value) yield* itemLines(item, style, `${indent}  `)
    } else yield `${label}  ${scalarText(value)}`
  }
}

function* itemLines(item: unknown, style: Style, indent: string): Generator<string> {
  if (!isObject(item)) return yield `${indent}- ${scalarText(item)}`
  let bullet = '- '
  for (const line of fieldLines(item, style, `${indent}  `)) {
    yield bullet === '' ? line : `${indent}${bullet}${line.slice(indent.length + 2)}`
    bullet = ''
  }
}

function scalarText(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(scalarText).join(', ')
  return typeof value === 'string' ? showLine(value) : showLine(JSON.stringify(value))
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
