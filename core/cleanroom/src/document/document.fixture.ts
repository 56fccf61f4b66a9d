import fc from 'fast-check'
import { isolationLevels } from '../model/isolation-level.ts'
import { tableSizes } from '../model/table-size.ts'
import type {
  BudgetDocument,
  CollaborationDocument,
  ParameterDocument,
  RuleBodyDocument,
  TableDocument,
  TemplateDocument,
} from './document.ts'

/** Words that YAML, JavaScript or SQL might take for something else. */
export const oddWords: readonly string[] = [
  'true',
  'null',
  '~',
  '10',
  '007',
  '1e3',
  '0x1f',
  '.inf',
  '- a',
  'a: b',
  'a #b',
  '#b',
  '*a',
  '&a',
  '!a',
  '%a',
  '@a',
  '`a`',
  '"a"',
  "'a'",
  "it's",
  '{a}',
  '[a]',
  'a, b',
  '?',
  '|',
  '>',
  '---',
  '...',
  '<<',
  '=',
  '2026-01-01',
  '__proto__',
  'constructor',
  'é',
  '日本語',
  '🙂',
  ' a ',
  'a:',
  ':a',
  'a\\b',
]

const word = fc.oneof(fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/), fc.constantFrom(...oddWords))
const names = (minLength: number, maxLength = 4): fc.Arbitrary<string[]> =>
  fc.uniqueArray(word, { minLength, maxLength, selector: (name) => name.toLowerCase() })
const prose = fc.oneof(
  word,
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
)

/** A mapping in an order that JavaScript keeps. */
const dictionary = <T>(keys: readonly string[], value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.tuple(...keys.map(() => value)).map((values) =>
    Object.fromEntries(
      keys.flatMap((key, i) => {
        const given = values[i]
        return /^\d+$/.test(key) || given === undefined ? [] : [[key, given] as const]
      }),
    ),
  )

const optional: { requiredKeys: [] } = { requiredKeys: [] }

function rule(columns: readonly string[], members: readonly string[], templates: readonly string[]) {
  const column = fc.constantFrom(...columns)
  const some = (minLength = 0): fc.Arbitrary<string[]> => fc.uniqueArray(column, { minLength, maxLength: 4 })
  const threshold = fc.integer({ min: 2, max: 1000 })
  const list = fc.uniqueArray(column, { minLength: 2, maxLength: 4 }).map(([join = '', ...others]) => ({
    list: { joinColumns: [join], listColumns: others },
  }))
  const aggregation = fc
    .record({
      head: fc.record({
        aggregateColumns: fc
          .tuple(some(1), fc.constantFrom('COUNT', 'COUNT_DISTINCT'))
          .map(([columnNames, name]) => [{ columnNames, function: name as 'COUNT' | 'COUNT_DISTINCT' }]),
        outputConstraints: fc.array(
          fc.record({ columnName: column, minimum: threshold, type: fc.constant('COUNT_DISTINCT' as const) }),
          {
            minLength: 1,
            maxLength: 2,
          },
        ),
      }),
      more: fc.record(
        {
          joinColumns: some(),
          scalarFunctions: fc.constant(['UPPER', 'LOWER']),
          allowedJoinOperators: fc.constant(['AND' as const, 'OR' as const]),
        },
        optional,
      ),
    })
    .map(({ head, more }) => ({ aggregation: { ...head, ...more } }))
  const custom = fc
    .record({
      head: fc.oneof(
        fc.record({
          allowedAnalyses: fc.constant(['ANY_QUERY']),
          allowedAnalysisProviders: fc.uniqueArray(fc.constantFrom(...members), { minLength: 1 }),
        }),
        fc.record({ allowedAnalyses: fc.subarray([...templates]) }),
      ),
      more: fc.record(
        {
          disallowedOutputColumns: some(),
          aggregationThresholds: fc
            .tuple(column, threshold)
            .map(([identity, minimumIdentityCount]) => [{ identityColumns: [identity], minimumIdentityCount }]),
          comparisonControls: fc.record({ allowedColumnComparisonColumns: some() }, optional),
        },
        optional,
      ),
    })
    .map(({ head, more }) => ({ custom: { ...head, ...more } }))
  const body: fc.Arbitrary<RuleBodyDocument> = fc.oneof(list, aggregation, custom)
  return fc.oneof({ weight: 4, arbitrary: body }, { weight: 1, arbitrary: body.map((v1) => ({ v1 })) })
}

function table(name: string, members: readonly string[], templates: readonly string[]): fc.Arbitrary<TableDocument> {
  return names(2).chain((columns) =>
    fc
      .record({
        head: fc.record({
          owner: fc.constantFrom(...members),
          source: fc.constantFrom({ file: 'data/a b*.csv' }, { file: '# x', format: 'parquet' as const }),
          columns: fc.oneof(fc.constant(columns), fc.constant(undefined)),
        }),
        access: fc.oneof(
          rule(columns, members, templates).map((body) => ({ rule: body })),
          fc.constant({ public: true }),
        ),
        more: fc.record(
          {
            accessBudget: fc.constantFrom(
              [{ per: 'day' as const, runs: 3, refresh: false }],
              [
                { per: 'week' as const, runs: 9 },
                { per: 'lifetime' as const, runs: 90 },
              ],
            ),
            purposes: names(1, 2),
            size: fc.constantFrom(...tableSizes),
            minimumIsolation: fc.constantFrom(...isolationLevels),
          },
          optional,
        ),
      })
      .map(({ head: { columns: declared, ...head }, access, more }) => ({
        name,
        ...head,
        ...(declared === undefined ? {} : { columns: declared }),
        ...access,
        ...more,
      })),
  )
}

function budget(owner: string, members: readonly string[]): fc.Arbitrary<BudgetDocument> {
  const part = fc.double({ min: 0.001, max: 1, noNaN: true })
  return fc
    .record({
      head: fc.record({ epsilon: fc.double({ min: 1, max: 20, noNaN: true }) }),
      more: fc.record(
        {
          delta: fc.double({ min: 1e-12, max: 0.5, noNaN: true }),
          refresh: fc.constantFrom('none' as const, 'calendar-month' as const),
          warnAt: fc.array(part, { maxLength: 2 }),
          perQuery: fc.constant({ noise: { users: 30 } }),
          members: dictionary(members, fc.record({ epsilon: part })),
        },
        optional,
      ),
    })
    .map(({ head, more }) => ({ owner, ...head, ...more }))
}

function template(name: string, members: readonly string[]): fc.Arbitrary<TemplateDocument> {
  const parameter: fc.Arbitrary<ParameterDocument> = fc
    .record({
      head: fc.record({ type: fc.constant('VARCHAR') }),
      more: fc.record({ default: prose, description: prose }, optional),
    })
    .map(({ head, more }) => ({ name: 'p', ...head, ...more }))
  const sql = fc.constantFrom(
    'SELECT 1',
    'SELECT :p',
    '  SELECT 1\n    FROM x\n',
    'SELECT a,\n       b  \nFROM x\n\nWHERE a = 1\n',
    'SELECT 1\r\nFROM x',
    "SELECT '\t# : é'\n-- done\n\n",
  )
  return fc
    .record({
      head: fc.record({ author: fc.constantFrom(...members), sql }),
      more: fc.record(
        {
          description: prose,
          parameters: fc.array(parameter, { maxLength: 1 }),
          approvedBy: fc.subarray([...members]),
          reviewers: fc.integer({ min: 1, max: 3 }),
          kind: fc.constantFrom('query' as const, 'activation' as const),
        },
        optional,
      ),
    })
    .map(({ head, more }) => ({ name, ...head, ...more }))
}

/** Documents whose names, rules and budgets fit together; their templates need not compile. */
export const documents: fc.Arbitrary<CollaborationDocument> = fc
  .record({ name: word, members: names(1), tables: names(0, 3), templates: names(0, 2) })
  .chain(({ name, members, tables, templates }) =>
    fc.record({
      version: fc.constant(1 as const),
      collaboration: fc.constant(name),
      members: fc.tuple(
        ...members.map((member) =>
          fc
            .subarray(['query', 'receive', 'pay'] as const)
            .map((abilities) => (abilities.length === 3 ? { name: member } : { name: member, abilities })),
        ),
      ),
      tables: fc.tuple(...tables.map((table_) => table(table_, members, templates))),
      budgets: fc.tuple(...members.slice(0, 2).map((member) => budget(member, members))),
      receivers: dictionary(tables, fc.subarray(members)),
      templates: fc.tuple(...templates.map((template_) => template(template_, members))),
    }),
  )
  // The prototypes of what is generated differ from those of what is read.
  .map((document) => structuredClone(document))
