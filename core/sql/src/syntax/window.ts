import type { Span } from '@glovebox/diagnostics'
import { isAtName, name } from './name.ts'
import {
  accept,
  expect,
  fail,
  group,
  here,
  isAt,
  isAtSymbol,
  listInside,
  type Parser,
  peek,
  report,
  since,
  take,
} from './parser.ts'
import { sortKeysInside } from './sort.ts'
import type { FrameBoundSyntax, FrameSyntax, Name, WindowSyntax } from './tree.ts'

/** What comes after OVER: the name of a window, or a window. */
export function over(p: Parser): WindowSyntax | Name {
  return isAtName(p) ? name(p, 'a window') : window(p)
}

/** `([PARTITION BY …] [ORDER BY …] [frame])`. */
export function window(p: Parser): WindowSyntax {
  const start = here(p)
  const parts = group(p, (open) => {
    refuseBase(p)
    const partitionBy = accept(p, 'PARTITION', 'BY')
      ? listInside(p, open, (at) => at.grammar.expression(at), partsEnd)
      : []
    const orderBy = accept(p, 'ORDER', 'BY') ? sortKeysInside(p, open, partsEnd) : []
    const frame = isAt(p, 'ROWS') || isAt(p, 'RANGE') || isAt(p, 'GROUPS') ? parseFrame(p) : undefined
    return { partitionBy, orderBy, ...(frame === undefined ? {} : { frame }) }
  })
  return { kind: 'window', ...parts, at: since(p, start) }
}

const partsEnd = {
  isStop: (p: Parser): boolean => ['ORDER', 'ROWS', 'RANGE', 'GROUPS'].includes(peek(p).word),
  expected: '`,`, `ORDER BY`, `ROWS`, `RANGE` or `)`',
}

/** A window that extends another one, as `(w ORDER BY …)`. */
function refuseBase(p: Parser): void {
  const { word, at } = peek(p)
  if (!isAtName(p) || ['PARTITION', 'ROWS', 'RANGE', 'GROUPS'].includes(word)) return
  take(p)
  report(p, 'SQL_FORM', { form: 'window-base' }, at)
}

function parseFrame(p: Parser): FrameSyntax {
  const start = here(p)
  const unit = take(p)
  if (unit.word === 'GROUPS') report(p, 'SQL_FORM', { form: 'groups-frame' }, unit.at)
  const hasBoth = accept(p, 'BETWEEN') !== undefined
  const first = bound(p)
  if (hasBoth) expect(p, 'AND')
  const last: FrameBoundSyntax = hasBoth ? bound(p) : { kind: 'current-row' }
  checkBounds(p, first, last, since(p, start))
  const exclude = accept(p, 'EXCLUDE')
  if (exclude !== undefined) {
    while (peek(p).kind === 'word') take(p)
    report(p, 'SQL_FORM', { form: 'frame-exclude' }, since(p, exclude.start))
  }
  return { unit: unit.word === 'RANGE' ? 'range' : 'rows', start: first, end: last, at: since(p, start) }
}

function bound(p: Parser): FrameBoundSyntax {
  if (accept(p, 'CURRENT', 'ROW')) return { kind: 'current-row' }
  if (accept(p, 'UNBOUNDED')) return { kind: `unbounded-${direction(p)}` }
  const { kind, text } = peek(p)
  if (kind === 'number' && /^\d{1,9}$/.test(text)) {
    take(p)
    return { kind: direction(p), rows: Number(text) }
  }
  fail(p, '`UNBOUNDED`, `CURRENT ROW` or a whole number of rows')
  return { kind: 'current-row' }
}

function direction(p: Parser): 'preceding' | 'following' {
  if (accept(p, 'FOLLOWING')) return 'following'
  if (accept(p, 'PRECEDING') === undefined) fail(p, '`PRECEDING` or `FOLLOWING`')
  return 'preceding'
}

const order: Readonly<Record<FrameBoundSyntax['kind'], number>> = {
  'unbounded-preceding': 0,
  preceding: 1,
  'current-row': 2,
  following: 3,
  'unbounded-following': 4,
}

function checkBounds(p: Parser, first: FrameBoundSyntax, last: FrameBoundSyntax, at: Span): void {
  const instead = 'write it as `ROWS BETWEEN 6 PRECEDING AND CURRENT ROW`'
  if (
    first.kind === 'unbounded-following' ||
    last.kind === 'unbounded-preceding' ||
    order[first.kind] > order[last.kind]
  ) {
    report(p, 'SQL_WINDOW_FRAME', { reason: 'this frame ends before it begins', instead }, at)
  }
}

/** Whether what follows OVER can follow it: else OVER is a name. */
export function isAtOver(p: Parser): boolean {
  return isAt(p, 'OVER') && (isAtSymbol(p, '(', 1) || isAtName(p, 1))
}
