import { quote } from '@glovebox/diagnostics'
import type { RuleBodyDocument } from '../document/document.ts'
import { isObject } from '../document/json.ts'
import { aggregationRule, ruleScalarFunctions } from '../file/aggregation-rule.ts'
import { customRule } from '../file/custom-rule.ts'
import { listRule } from '../file/list-rule.ts'
import { columnIn, finish } from './finish.ts'
import type { Import, ImportContext } from './import.ts'
import { type Notes, notes } from './notes.ts'
import { own, readPolicy, texts } from './policy-json.ts'

type Mapping = Readonly<Record<string, unknown>>

/** A rule's body under its kind. */
type Found = { readonly kind: string; readonly body: Mapping }

const kinds: readonly string[] = ['aggregation', 'list', 'custom']

/** What a policy is wrapped in, in requests and answers of the API. */
const wrappers: readonly string[] = ['analysisRule', 'policy', 'analysisRulePolicy', 'v1']

/** What an answer of the API says beside the policy; it decides nothing about questions. */
const metadata: readonly string[] = [
  'configuredTableArn',
  'configuredTableId',
  'configuredTableIdentifier',
  'configuredTableAssociationId',
  'collaborationId',
  'createTime',
  'updateTime',
  'name',
]

/** Reads an analysis rule of AWS Clean Rooms: the policy alone, or as GetConfiguredTableAnalysisRule gives it. */
export function importAwsPolicy(text: string, context: ImportContext = {}): Import {
  const said = notes()
  const policy = readPolicy(text, said)
  const found = policy === undefined ? undefined : unwrap(policy, said)
  const body = found && translate(found, context, said)
  // What is wrong with it, the reader of our own files says.
  return finish(body === undefined ? {} : { rule: body }, said, context)
}

function unwrap(policy: Mapping, said: Notes): Found | undefined {
  let inside = policy
  let type: unknown
  for (;;) {
    const kind = bareKind(inside)
    if (kind !== undefined) return ofType({ kind, body: inside }, type, said)
    type = own(inside, 'type') ?? own(inside, 'analysisRuleType') ?? type
    const next = step(inside, said)
    if (next === undefined) return undefined
    if (kinds.includes(next.key)) return ofType({ kind: next.key, body: next.value }, type, said)
    inside = next.value
  }
}

/** The one key that leads to the policy; everything beside it is known or refused. */
function step(inside: Mapping, said: Notes): { readonly key: string; readonly value: Mapping } | undefined {
  const keys = Object.keys(inside)
  for (const key of keys) {
    if (metadata.includes(key)) said.changed(key, 'left out: it decides nothing about questions')
    else if (![...wrappers, ...kinds, 'type', 'analysisRuleType'].includes(key)) {
      said.refuse(key, 'this key is not known, so it may restrict what cannot be restricted here')
    }
  }
  const inner = keys.filter((key) => wrappers.includes(key) || kinds.includes(key))
  const [key = ''] = inner
  const value = own(inside, key)
  if (inner.length === 1 && isObject(value)) return { key, value }
  if (inner.length > 1) for (const other of inner) said.refuse(other, 'it is one of several policies')
  else said.refuse(key === '' ? 'policy' : key, 'there is no analysis rule in it')
  return undefined
}

/** The kind of a body that stands alone. */
function bareKind(inside: Mapping): string | undefined {
  if (Object.hasOwn(inside, 'aggregateColumns')) return 'aggregation'
  if (Object.hasOwn(inside, 'listColumns')) return 'list'
  return Object.hasOwn(inside, 'allowedAnalyses') ? 'custom' : undefined
}

function ofType(found: Found, type: unknown, said: Notes): Found | undefined {
  if (type === undefined || type === found.kind.toUpperCase()) return found
  said.refuse('type', `it says ${quote(String(type))}, and the policy is of the kind ${quote(found.kind)}`)
  return undefined
}

function translate({ kind, body }: Found, context: ImportContext, said: Notes): RuleBodyDocument {
  const known = keysOf(kind)
  const entries = Object.entries(body).map(([key, value]) => {
    const changed = translationOf(key)(value, { kind, key, context, said })
    if (!known.includes(key)) said.refuse(key, 'this key is not known, so what it restricts is not')
    else if (!said.has(key)) said.kept(key)
    return [key, changed] as const
  })
  const read = Object.fromEntries(entries.filter(([, value]) => value !== undefined))
  // ANY_QUERY without anybody to ask is refused by the reader; without ANY_QUERY providers are.
  const analyses = texts(own(read, 'allowedAnalyses'))
  const providers = texts(own(read, 'allowedAnalysisProviders'))
  if (analyses?.includes('ANY_QUERY') && providers?.length === 0) {
    said.omit('allowedAnalyses', 'ANY_QUERY is left out, because none of its providers is a member here')
    read.allowedAnalyses = analyses.filter((name) => name !== 'ANY_QUERY')
  }
  if (providers?.length === 0) delete read.allowedAnalysisProviders
  // The reader of our own files checks the shape before anything comes of it.
  return { [kind]: read } as unknown as RuleBodyDocument
}

/** The keys of a kind of rule that our own files take. */
function keysOf(kind: string): readonly string[] {
  const { properties } =
    kind === 'aggregation' ? aggregationRule.schema : kind === 'list' ? listRule.schema : customRule.schema
  return isObject(properties) ? Object.keys(properties) : []
}

type Around = { readonly kind: string; readonly key: string; readonly context: ImportContext; readonly said: Notes }
type Translation = (value: unknown, around: Around) => unknown

const translations: Readonly<Record<string, Translation>> = {
  allowedAnalyses: (value, { context: { templates = {} }, said }) => {
    const given = texts(value)
    return (
      given?.flatMap((name) => {
        if (name === 'ANY_QUERY') return [name]
        const subject = `allowedAnalyses ${name}`
        const template = own(templates, name)
        if (typeof template === 'string') {
          if (template !== name) said.changed(subject, `it is the template ${quote(template)} here`)
          return [template]
        }
        const reason = name === 'ANY_JOB' ? 'no rule can check code' : 'no template of this name is known here'
        said.omit(subject, `it is not allowed here, because ${reason}`)
        return []
      }) ?? value
    )
  },
  allowedAnalysisProviders: (value, { context: { members = {} }, said }) => {
    return (
      texts(value)?.flatMap((account) => {
        const member = own(members, account)
        const subject = `allowedAnalysisProviders ${account}`
        if (typeof member !== 'string') {
          said.omit(subject, 'it may not ask here, because no member is known for this account')
          return []
        }
        if (member !== account) said.changed(subject, `it is the member ${quote(member)} here`)
        return [member]
      }) ?? value
    )
  },
  scalarFunctions: (value, { said }) =>
    texts(value)?.flatMap((name) => {
      if (ruleScalarFunctions.includes(name)) return [name]
      said.omit(`scalarFunctions ${name}`, 'it is not allowed here, because it is not known')
      return []
    }) ?? value,
  additionalAnalyses: (value, { kind, key, said }) => {
    if (kind !== 'aggregation' || value !== 'ALLOWED') return value
    said.changed(key, 'NOT_ALLOWED here: results of an aggregation rule feed no other analysis')
    return 'NOT_ALLOWED'
  },
  differentialPrivacy: (value, around) => {
    around.said.changed('differentialPrivacy', 'kept; nothing is answered until its owner has set a privacy budget')
    return spelled(value, around)
  },
  // Words that are no columns.
  joinRequired: (value) => value,
  allowedJoinOperators: (value) => value,
}

function translationOf(key: string): Translation {
  return (Object.hasOwn(translations, key) ? translations[key] : undefined) ?? spelled
}

/** Keys whose texts are no columns, wherever they stand. */
const words: readonly string[] = ['function', 'type', 'allowedAggregateExpressionType']

/** The value with columns as the table spells them. Recursion is safe: the depth of the text is limited. */
function spelled(value: unknown, around: Around): unknown {
  if (Array.isArray(value)) return value.map((item) => spelled(item, around))
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [key, words.includes(key) ? child : spelled(child, around)]),
    )
  }
  if (typeof value !== 'string') return value
  const column = columnIn(around.context, value)
  if (column !== value) around.said.changed(`${around.key} ${value}`, `the column is spelled ${quote(column)} here`)
  return column
}
