import type { Span } from '@glovebox/diagnostics'
import { type Decoder, type JsonSchema, refined, text } from './decode.ts'
import { type Reading, refuse } from './reading.ts'

/** What a name is given to. */
export type NameKind =
  | 'member'
  | 'table'
  | 'column'
  | 'template'
  | 'parameter'
  | 'collaboration'
  | 'budget'
  | 'purpose'
  | 'connection'
  | 'destination'

const nameLimit = 128

/** Letters that do not show: control and format characters, halves of pairs, line separators. */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

/** Words that mean something else where a name of this kind may stand. */
const reserved: Readonly<Partial<Record<NameKind, readonly string[]>>> = { template: ['ANY_QUERY', 'ANY_JOB'] }

/** Whether a text can be a name; reports why not. SQL can name all that remain, in double quotes if need be. */
export function checkName(kind: NameKind, name: string, reading: Reading, at: Span): boolean {
  const reason = whyNoName(kind, name)
  if (reason !== undefined) refuse(reading, 'COLLABORATION_NAME', { kind, name, reason }, at)
  return reason === undefined
}

/** Why a text cannot be a name; undefined where it can. */
export function whyNoName(kind: NameKind, name: string): string | undefined {
  if (name.trim() === '') return 'it is empty'
  if (name.length > nameLimit) return `it is longer than ${nameLimit} letters`
  if (hidden.test(name)) return 'it contains a letter that does not show'
  return reserved[kind]?.includes(name) ? 'this word has a meaning of its own in a rule' : undefined
}

const nameSchema: JsonSchema = { minLength: 1, maxLength: nameLimit }

/** A name that is given here. */
export function name(kind: NameKind): Decoder<string> {
  return refined(
    text,
    (value, node, reading) => (checkName(kind, value, reading, node.at) ? value : undefined),
    nameSchema,
  )
}

/** The name of a column that the rule or declaration speaks of. */
export const columnName: Decoder<string> = name('column')

/** The name of a member that is declared in the file. */
export const memberName: Decoder<string> = refined(
  text,
  (value, node, reading) => {
    const known = reading.names.members
    if (known.includes(value)) return value
    return refuse(reading, 'COLLABORATION_MEMBER_UNKNOWN', { name: value, known }, node.at)
  },
  nameSchema,
)

/** ASCII case only, as SQL matches unquoted names. */
export function foldCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** Reports names that are there already, also in another case, because an unquoted name in SQL could mean both. */
export function refuseDuplicates(
  kind: NameKind,
  names: readonly { readonly name: string; readonly at: Span }[],
  reading: Reading,
): boolean {
  const seen = new Map<string, string>()
  let areDistinct = true
  for (const { name, at } of names) {
    const before = seen.get(foldCase(name))
    if (before === undefined) seen.set(foldCase(name), name)
    else {
      areDistinct = false
      refuse(reading, 'COLLABORATION_DUPLICATE', { kind, name, before }, at)
    }
  }
  return areDistinct
}
