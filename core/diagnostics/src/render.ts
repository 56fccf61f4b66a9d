import type { Diagnostic } from './diagnostic.ts'
import { show, showLine } from './display-text.ts'
import type { Span } from './span.ts'

/** What can be rendered: a diagnostic, also one that came over the wire with a code of another version. */
export type Renderable = Omit<Diagnostic, 'code'> & { readonly code: string }

/** How diagnostics are rendered. */
export type RenderOptions = {
  /** With ANSI colours. */
  readonly colour: boolean
  /** Columns of the terminal; 100 where it is not said. Only lines of the text are cut to it. */
  readonly width?: number
  /** What the text is called, as the name of its file. */
  readonly name?: string
}

/**
 * Diagnostics as people read them: code and message, the marked lines of the text, the way out, and who refuses. The
 * text may be anybody's: nothing of it reaches the terminal as a control character.
 */
export function renderDiagnostics(diagnostics: readonly Renderable[], text: string, options: RenderOptions): string {
  const lines = lineStarts(text)
  return diagnostics.map((d) => renderOne(d, text, lines, options).join('')).join('\n')
}

function renderOne(d: Renderable, text: string, lines: readonly number[], options: RenderOptions): string[] {
  const paint = painter(options.colour)
  const head = `${paint(d.severity, `${d.severity} ${d.code}`)}: ${paint('strong', showLine(d.message))}\n`
  const source = d.at === undefined ? [] : renderSource(d.at, d.severity, text, lines, options)
  const by =
    d.table === undefined && d.owner === undefined
      ? []
      : [`  ${paint('label', d.severity === 'error' ? 'refused by' : 'said by')}: ${showLine(author(d))}\n`]
  return [head, ...source, ...by, `  ${paint('label', 'help')}: ${showLine(d.help)}\n`]
}

function author({ table, owner }: Renderable): string {
  if (table === undefined) return `member \`${owner}\``
  return owner === undefined ? `table \`${table}\`` : `table \`${table}\` of \`${owner}\``
}

/** A span over more lines is shown by its first and last ones. */
const shownAtEachEnd = 3

function renderSource(
  at: Span,
  severity: Diagnostic['severity'],
  text: string,
  lines: readonly number[],
  options: RenderOptions,
): string[] {
  const paint = painter(options.colour)
  const start = Math.min(at.start, text.length)
  const first = lineOf(lines, start)
  const last = lineOf(lines, Math.max(start, Math.min(at.end, text.length) - 1))
  const gutter = String(last + 1).length
  const rendered: string[] = []
  if (options.name !== undefined) {
    const column = start - (lines[first] ?? 0) + 1
    rendered.push(`  ${' '.repeat(gutter)} ${paint('rule', '┌')} ${showLine(options.name)}:${first + 1}:${column}\n`)
  }
  for (let line = first; line <= last; line++) {
    if (line === first + shownAtEachEnd && last - line >= shownAtEachEnd) {
      rendered.push(`  ${' '.repeat(gutter)} ${paint('rule', '⋮')}\n`)
      line = last - shownAtEachEnd + 1
    }
    const from = lines[line] ?? 0
    const { shown, indent, marks } = markLine(
      text,
      from,
      lineEnd(text, lines, line),
      at,
      (options.width ?? 100) - gutter - 5,
    )
    const number = String(line + 1).padStart(gutter)
    rendered.push(`  ${paint('rule', `${number} │`)} ${shown}\n`)
    if (marks > 0) {
      rendered.push(
        `  ${paint('rule', `${' '.repeat(gutter)} │`)} ${' '.repeat(indent)}${paint(severity, '~'.repeat(marks))}\n`,
      )
    }
  }
  return rendered
}

type MarkedLine = { readonly shown: string; readonly indent: number; readonly marks: number }

/** The line at [from, to) of the text with the part of the span on it; a long line is cut around that part. */
function markLine(text: string, from: number, to: number, at: Span, columns: number): MarkedLine {
  const room = Math.max(columns, 20)
  const first = windowStart(text, from, Math.max(from, Math.min(at.start, to)), room)
  const ellipsis = first > from ? '…' : ''
  let shown = ellipsis
  let width = ellipsis.length
  let indent = width
  let marks = 0
  let i = first
  for (; i < to; ) {
    const code = text.codePointAt(i) ?? 0
    const character = show(code)
    if (width + character.width > room - 1 && i + 1 < to) break
    if (i < at.start) indent += character.width
    else if (i < at.end) marks += character.width
    shown += character.text
    width += character.width
    i += code > 0xffff ? 2 : 1
  }
  const isEmpty = at.end <= at.start || at.start >= to
  if (isEmpty && at.start >= from && at.start <= i) marks = Math.max(marks, 1)
  return { shown: i < to ? `${shown}…` : shown, indent, marks }
}

/** Where a line begins to be shown, so that `mark` is on the screen with a third of the room before it. */
function windowStart(text: string, from: number, mark: number, room: number): number {
  let start = mark
  let width = 0
  // Looking back no further than the room: a line may be as long as the text.
  while (start > from && width <= room) {
    start -= isLowSurrogate(text.charCodeAt(start - 1)) && start - 1 > from ? 2 : 1
    width += show(text.codePointAt(start) ?? 0).width
  }
  if (start <= from && width < (room * 2) / 3) return from
  while (start < mark && width > room / 3) {
    const code = text.codePointAt(start) ?? 0
    width -= show(code).width
    start += code > 0xffff ? 2 : 1
  }
  return start
}

function isLowSurrogate(c: number): boolean {
  return c >= 0xdc00 && c <= 0xdfff
}

/** Where each line begins. Lines end at LF, CR or CRLF, as for `positionAt`. */
function lineStarts(text: string): number[] {
  const starts = [0]
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1)
  }
  return starts
}

/** The index of the line that an offset is on. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

/** The end of a line without its line break. */
function lineEnd(text: string, starts: readonly number[], line: number): number {
  let end = starts[line + 1] ?? text.length
  const from = starts[line] ?? 0
  while (end > from && (text.charCodeAt(end - 1) === 10 || text.charCodeAt(end - 1) === 13)) end--
  return end
}

type Paint = Diagnostic['severity'] | 'strong' | 'label' | 'rule'

const colours: Readonly<Record<Paint, string>> = { error: '1;31', warning: '1;33', strong: '1', label: '36', rule: '2' }

function painter(isColoured: boolean): (paint: Paint, text: string) => string {
  return isColoured ? (paint, text) => `\u001b[${colours[paint]}m${text}\u001b[0m` : (_, text) => text
}
