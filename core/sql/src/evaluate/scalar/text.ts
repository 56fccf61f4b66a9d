import { longestMadeText, type TextName } from '../../function/text.ts'
import type { Value } from '../../type/sql-type.ts'
import { characters, type Implementation, strict, text, whole } from './implementation.ts'
import { toLower, toUpper } from './letter-case.ts'
import { isLike } from './like.ts'

/** LIKE and its kin. */
export type PatternName = 'like' | 'not-like' | 'ilike' | 'not-ilike'

/** Functions of text, code point by code point. */
export const texts: Readonly<Record<TextName | PatternName, Implementation>> = {
  like: pattern(
    (matches) => matches,
    (value) => value,
  ),
  'not-like': pattern(
    (matches) => !matches,
    (value) => value,
  ),
  ilike: pattern((matches) => matches, toLower),
  'not-ilike': pattern((matches) => !matches, toLower),
  concatenate: strict((args) => args.map(String).join('')),
  concat: (args) =>
    args
      .filter((value) => value !== null)
      .map(String)
      .join(''),
  lower: strict((args) => toLower(text(args, 0))),
  upper: strict((args) => toUpper(text(args, 0))),
  trim: strict((args) => trimEnd(trimStart(text(args, 0), trimmed(args)), trimmed(args))),
  'trim-left': strict((args) => trimStart(text(args, 0), trimmed(args))),
  'trim-right': strict((args) => trimEnd(text(args, 0), trimmed(args))),
  substring: strict(substring),
  length: strict((args) => BigInt(characters(text(args, 0)).length)),
  replace: strict((args) =>
    text(args, 1) === '' ? text(args, 0) : text(args, 0).split(text(args, 1)).join(text(args, 2)),
  ),
  left: strict((args) =>
    characters(text(args, 0))
      .slice(0, toIndex(whole(args, 1)))
      .join(''),
  ),
  right: strict((args) => {
    const all = characters(text(args, 0))
    const count = whole(args, 1)
    const start = count < 0n ? toIndex(-count) : Math.max(0, all.length - toIndex(count))
    return all.slice(start).join('')
  }),
  position: strict((args) => {
    const at = text(args, 0).indexOf(text(args, 1))
    return at < 0 ? 0n : BigInt(characters(text(args, 0).slice(0, at)).length + 1)
  }),
  'starts-with': strict((args) => text(args, 0).startsWith(text(args, 1))),
  'ends-with': strict((args) => text(args, 0).endsWith(text(args, 1))),
  contains: strict((args) => text(args, 0).includes(text(args, 1))),
  'split-part': strict((args) => {
    const n = whole(args, 2)
    if (n === 0n) return null
    const fields = text(args, 1) === '' ? [text(args, 0)] : text(args, 0).split(text(args, 1))
    return fields.at(n > 0n ? toIndex(n - 1n) : toIndex(n)) ?? ''
  }),
  repeat: strict((args) => {
    const count = whole(args, 1)
    if (count <= 0n) return ''
    return BigInt(characters(text(args, 0)).length) * count > longestMadeText ? null : repeated(text(args, 0), count)
  }),
  reverse: strict((args) => [...characters(text(args, 0))].reverse().join('')),
  'left-pad': strict((args) => pad(args, (value, fill) => fill + value)),
  'right-pad': strict((args) => pad(args, (value, fill) => value + fill)),
}

function pattern(says: (matches: boolean) => boolean, prepare: (value: string) => string): Implementation {
  return strict((args) => says(isLike(prepare(text(args, 0)), text(args, 1), text(args, 2), prepare)))
}

/** A count as an index into a text; beyond every text it does not matter by how much. */
function toIndex(count: bigint): number {
  const limit = BigInt(Number.MAX_SAFE_INTEGER)
  return Number(count > limit ? limit : count < -limit ? -limit : count)
}

function repeated(value: string, count: bigint): string {
  return value === '' ? '' : value.repeat(Number(count))
}

function trimmed(args: readonly Value[]): string {
  return args.length > 1 ? text(args, 1) : ' '
}

function trimStart(value: string, set: string): string {
  const all = characters(value)
  const first = all.findIndex((character) => !characters(set).includes(character))
  return first < 0 ? '' : all.slice(first).join('')
}

function trimEnd(value: string, set: string): string {
  const all = characters(value)
  const last = all.findLastIndex((character) => !characters(set).includes(character))
  return all.slice(0, last + 1).join('')
}

/** The characters at the places from `start` to before `start + length`, of which those below 1 do not exist. */
function substring(args: readonly Value[]): Value {
  const all = characters(text(args, 0))
  const start = whole(args, 1)
  if (args.length === 2) return all.slice(toIndex(start < 1n ? 0n : start - 1n)).join('')
  const length = whole(args, 2)
  if (length < 0n) return null
  return all.filter((_, i) => BigInt(i + 1) >= start && BigInt(i + 1) < start + length).join('')
}

function pad(args: readonly Value[], join: (value: string, fill: string) => string): Value {
  const length = whole(args, 1)
  if (length <= 0n) return ''
  if (length > longestMadeText) return null
  const all = characters(text(args, 0))
  const size = Number(length)
  if (all.length >= size) return all.slice(0, size).join('')
  const fill = characters(args.length > 2 ? text(args, 2) : ' ')
  const missing = fill.length === 0 ? 0 : size - all.length
  return join(all.join(''), Array.from({ length: missing }, (_, i) => fill[i % fill.length] ?? '').join(''))
}
