import type {
  Cell,
  CheckAnswer,
  ExpectedError,
  ExplainAnswer,
  Interval,
  IsolationReport,
  MechanismReport,
  Price,
  PrivacyStatement,
  Refusal,
  Remaining,
  StepReport,
  Suppression,
} from '../answer.ts'
import { diagnosticShape } from '../contract/problem-shape.ts'
import {
  flag,
  integer,
  list,
  nullable,
  number,
  object,
  oneOf,
  optional,
  record,
  type Shape,
  text,
  union,
} from '../contract/shape.ts'

const longText: Shape<string> = text({ max: 1_000_000 })
const count: Shape<number> = integer({ min: 0 })
const reason = oneOf<Refusal['reason']>('rule', 'validation', 'budget', 'not-permitted')

const remaining: Shape<Remaining> = object<Remaining>(
  { epsilon: number(), share: number(), analyses: optional(count) },
  { name: 'Remaining', description: 'what is left, and how many analyses at this price still fit' },
)

export const priceShape: Shape<Price> = object<Price>(
  {
    owner: text(),
    epsilon: number({ min: 0 }),
    delta: number({ min: 0 }),
    share: number({ min: 0 }),
    remainingBefore: remaining,
    remainingAfter: remaining,
    isAffordable: flag,
  },
  { name: 'Price', description: 'what an analysis costs one owner’s budget' },
)

const expectedError: Shape<ExpectedError> = object<ExpectedError>(
  { confidence: number({ min: 0, max: 1 }), halfWidth: number(), units: optional(number()) },
  { name: 'ExpectedError' },
)

type Bounds = { readonly low: number; readonly high: number }
const bounds: Shape<Bounds> = object<Bounds>({ low: number(), high: number() }, { name: 'Bounds' })

const interval: Shape<Interval> = object<Interval>(
  {
    confidence: number({ min: 0, max: 1 }),
    halfWidth: optional(number()),
    perRow: optional(list(nullable(bounds), { max: 1_000_000 })),
  },
  { name: 'Interval', description: '`perRow` where rows differ, in the order of the rows' },
)

const mechanism: Shape<MechanismReport> = object<MechanismReport>(
  {
    name: text(),
    mechanism: oneOf('discrete Gaussian', 'discrete Laplace', 'quantile tree'),
    sensitivity: number(),
    standardDeviation: number(),
    halfWidth: number(),
    bounds: optional(bounds),
  },
  { name: 'Mechanism' },
)

type Unit = StepReport['units'][number]
type Groups = StepReport['groups']
type Loss = StepReport['loss']

const groups: Shape<Groups> = union<Groups>([
  object<Extract<Groups, { kind: 'one' | 'public-table' }>>({ kind: oneOf('one', 'public-table') }),
  object<Extract<Groups, { kind: 'public' }>>({ kind: oneOf('public'), count }),
  object<Extract<Groups, { kind: 'private' }>>({
    kind: oneOf('private'),
    threshold: number(),
    delta: number(),
    minimumUnits: number(),
  }),
])

const step: Shape<StepReport> = object<StepReport>(
  {
    units: list(object<Unit>({ table: text(), owner: text(), unit: text() })),
    maxGroupsContributed: count,
    maxRowsPerGroup: optional(count),
    groups,
    mechanisms: list(mechanism),
    loss: object<Loss>({ rho: optional(number()), epsilon: optional(number()), delta: number() }),
    isCached: flag,
  },
  { name: 'PrivateStep', description: 'one private aggregation of an analysis' },
)

type Promised = { readonly epsilon: number; readonly delta: number }
const promised = { epsilon: number(), delta: number() }
type OwnerPart = PrivacyStatement['owners'][number]

export const privacyStatement: Shape<PrivacyStatement> = object<PrivacyStatement>(
  {
    ...promised,
    accounting: oneOf('zcdp', 'pure'),
    neighbours: longText,
    trustModel: longText,
    excluded: list(longText),
    owners: list(
      object<OwnerPart>({
        owner: text(),
        tables: list(text()),
        ...promised,
        cumulative: object<OwnerPart['cumulative']>({ ...promised, share: number() }),
        lifetime: object<Promised>(promised),
        remaining,
      }),
    ),
    steps: list(step),
    intervals: record(interval),
    notes: list(longText),
  },
  { name: 'PrivacyStatement', description: 'what a result promises, in the order of NIST SP 800-226' },
)

type Constraint = Suppression['constraints'][number]

export const suppressionShape: Shape<Suppression> = object<Suppression>(
  {
    constraints: list(
      object<Constraint>(
        { table: text(), owner: text(), column: text(), minimum: number(), note: longText },
        { name: 'SuppressionConstraint' },
      ),
    ),
  },
  { name: 'Suppression', description: 'what is withheld by rule; the same whether or not anything was' },
)

export const isolationReport: Shape<IsolationReport> = object<IsolationReport>(
  { level: oneOf('sandbox', 'process'), measures: list(longText), missing: list(longText) },
  { name: 'IsolationReport', description: 'what kept the run apart from the rest of the machine' },
)

export type ResultColumn = { readonly name: string; readonly type: string }
export const resultColumnShape: Shape<ResultColumn> = object<ResultColumn>(
  { name: text(), type: text() },
  { name: 'ResultColumn' },
)

export const cellShape: Shape<Cell> = {
  schema: {
    type: ['null', 'boolean', 'number', 'string'],
    description:
      'integers beyond 2^53 and decimals with a fraction as strings; dates ISO 8601; NaN and infinities as strings',
  },
  decode: (value, path) =>
    value === null || ['boolean', 'number', 'string'].includes(typeof value)
      ? { ok: true, value: value as Cell }
      : { ok: false, mismatches: [{ path, message: 'must be a cell' }] },
}

type Verdict = CheckAnswer['rules'][number]
const verdict: Shape<Verdict> = object<Verdict>(
  {
    table: text(),
    owner: text(),
    rule: oneOf('aggregation', 'list', 'custom', 'public', 'none'),
    verdict: oneOf('allows', 'refuses'),
  },
  { name: 'RuleVerdict' },
)

export const checkAnswer: Shape<CheckAnswer> = object<CheckAnswer>(
  {
    status: oneOf('ok', 'refused'),
    reason: optional(reason),
    price: list(priceShape),
    expectedError: record(expectedError),
    usefulness: list(longText),
    rules: list(verdict),
    suppression: suppressionShape,
    diagnostics: list(diagnosticShape),
    text: longText,
  },
  { name: 'CheckAnswer', description: 'what every rule says of an ask, what it costs and what error to expect' },
)

export const refusalShape: Shape<Refusal> = object<Refusal>(
  { status: oneOf('refused'), reason, diagnostics: list(diagnosticShape), text: longText },
  { name: 'Refusal' },
)

type Explained = Extract<ExplainAnswer, { readonly status: 'ok' }>
type Emitted = Explained['emitted'][number]
type ExplainedPrivacy = NonNullable<Explained['privacy']>

export const explainAnswer: Shape<ExplainAnswer> = union<ExplainAnswer>(
  [
    object<Explained>(
      {
        status: oneOf('ok'),
        relation: longText,
        protectedRelation: longText,
        suppression: suppressionShape,
        emitted: list(object<Emitted>({ dialect: text(), purpose: text(), sql: longText })),
        privacy: optional(object<ExplainedPrivacy>({ price: list(priceShape), steps: list(step) })),
        text: longText,
      },
      { name: 'Explanation' },
    ),
    refusalShape,
  ],
  { name: 'ExplainAnswer' },
)
