import type { Change } from './diff-documents.ts'
import { isObject, type Json } from './json.ts'
import type { LineChange } from './line-diff.ts'

const signs = { added: '+', removed: '-', changed: '~' } as const
const lineSigns = { added: '+', removed: '-', same: ' ' } as const

/** How many lines around a changed one are shown. */
const context = 2

/** The changes as lines that begin with `+`, `-` or `~`, under the thing that they change; what they do in brackets. */
export function renderDiff(changes: readonly Change[]): string {
  const lines: string[] = []
  let last = ''
  for (const change of changes) {
    const { kind, object, path } = change
    const head = headOf(change)
    if (path === '') {
      lines.push(`${signs[kind]} ${head}${effectOf(change)}`, ...body(change.after ?? change.before ?? null, object))
      last = ''
      continue
    }
    if (last !== head) lines.push(`~ ${head}`)
    last = head
    lines.push(...changeLines(change))
  }
  return lines.map((line) => `${line.trimEnd()}\n`).join('')
}

function headOf({ object, name, owner }: Change): string {
  if (object === 'collaboration') return object
  const whose = owner === undefined || owner === name ? '' : ` (${show(owner)})`
  return `${object} ${show(name)}${whose}`
}

function effectOf({ effect }: Change): string {
  return effect === 'neither' ? '' : effect === 'unknown' ? '  [may loosen]' : `  [${effect}]`
}

function changeLines(change: Change): readonly string[] {
  const { kind, path, before, after, lines } = change
  const effect = effectOf(change)
  if (lines !== undefined) return [`  ~ ${path}:${effect}`, ...hunks(lines)]
  if (kind === 'changed') return [`  ~ ${path}: ${inline(before)} -> ${inline(after)}${effect}`]
  return [`  ${signs[kind]} ${path}: ${inline(kind === 'added' ? after : before)}${effect}`]
}

/** The changed lines and a few around them. */
function hunks(lines: readonly LineChange[]): readonly string[] {
  const isNear = lines.map((_, i) =>
    lines.slice(Math.max(0, i - context), i + context + 1).some(({ kind }) => kind !== 'same'),
  )
  return lines.flatMap(({ kind, text }, i) => {
    if (isNear[i]) return [`      ${lineSigns[kind]} ${visible(text)}`]
    return i > 0 && isNear[i - 1] ? ['      ...'] : []
  })
}

/** The keys of a whole thing, but those that its head says. */
function body(value: Json, object: Change['object']): readonly string[] {
  if (!isObject(value)) return [`    ${inline(value)}`]
  const isSaid = (key: string): boolean =>
    key === 'name' || key === 'owner' || (object === 'template' && key === 'author')
  return Object.entries(value).flatMap(([key, child]) => {
    if (isSaid(key) || child === undefined) return []
    if (typeof child !== 'string' || !child.includes('\n')) return [`    ${key}: ${inline(child as Json)}`]
    return [`    ${key}:`, ...child.split('\n').map((line) => `      ${visible(line)}`)]
  })
}

/** A value on one line. */
function inline(value: Json | undefined): string {
  if (typeof value === 'string') return show(value)
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  if (!isObject(value)) return String(value)
  const entries = Object.entries(value).filter(([, child]) => child !== undefined)
  return `{ ${entries.map(([key, child]) => `${show(key)}: ${inline(child as Json)}`).join(', ')} }`
}

/** A text as it is where nobody can take it for anything else. */
function show(text: string): string {
  return /^[\p{L}\p{N}_][\p{L}\p{N}_ ./*()-]*$/u.test(text) ? text : visible(JSON.stringify(text))
}

/** Letters that a terminal would act on, or that do not show, as escapes. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (letter) =>
    letter === '\t' ? letter : `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`,
  )
}
