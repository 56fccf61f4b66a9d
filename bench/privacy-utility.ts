import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { assess, finish, type Plan, readCollaboration, releasePrivately, schemaOf } from '@glovebox/cleanroom'
import { addLoss, budgetCap, fits, type Loss, noLoss, openRandom, zcdpLoss, zcdpRho } from '@glovebox/privacy'
import { duckdb, emit, type Value } from '@glovebox/sql'
import { openDuckdbEngine } from '../service/server/src/engine/duckdb/open-duckdb-engine.ts'
import { findFiles } from '../service/server/src/source/find-files.ts'
import type { LocalTable } from '../service/source/src/index.ts'
import { type Dashboard, dashboards, type Question, sqlOf } from './dashboards.ts'
import { numberArgument, quantile, rounded } from './measure.ts'
import { type Answers, answer, boundedSums, keyText, type TextbookTerms } from './textbook-plan.ts'

// The error of a dashboard of forty questions at one (ε, δ) for all of them, answered by Glovebox and by the textbook's
// plan, against the true answers: as they are without any bound. Goal: a third of the textbook's median error, or five
// times as many questions at the same error. --epsilon, --delta, --rounds.

const epsilon = numberArgument('epsilon', 2)
const delta = numberArgument('delta', 1e-6)
const rounds = numberArgument('rounds', 25)

const random = openRandom((count) => randomBytes(count))
const folder = mkdtempSync(join(tmpdir(), 'glovebox-utility-'))
const engine = openDuckdbEngine({ temporaryRoot: folder })

type Rows = readonly (readonly Value[])[]

/** A question with all that does not change from one draw of noise to the next. */
type Prepared = {
  readonly question: Question
  readonly truth: Answers
  readonly parts: readonly Rows[]
  readonly textbook: (questions: number) => Answers
}

/** The ε of one of so many equal questions. */
function priceOf(questions: number): number {
  const cap = budgetCap({ epsilon, delta, accounting: 'zcdp' })
  const isWithin = (own: number): boolean => {
    const one = zcdpLoss(zcdpRho(own, delta / 2))
    const all = one.kind === 'zcdp' ? ({ ...one, rho: one.rho * BigInt(questions) } as const) : one
    return fits(noLoss('zcdp'), all, cap)
  }
  let [low, high] = [1e-6, epsilon]
  while (high / low > 1 + 1e-7) {
    const middle = Math.sqrt(low * high)
    if (isWithin(middle)) low = middle
    else high = middle
  }
  return low
}

function planOf(
  dashboard: Dashboard,
  question: Question,
  questions: number,
): { plan: Plan; schema: ReturnType<typeof schemaOf> } {
  const { collaboration, diagnostics } = readCollaboration(`
version: 1
collaboration: ${dashboard.name}
members:
  - { name: owner, abilities: [] }
  - { name: analyst, abilities: [query, receive] }
tables: ${dashboard.tables}
budgets: [{ owner: owner, epsilon: ${epsilon}, delta: ${delta}, perQuery: { epsilon: ${priceOf(questions)} } }]
`)
  if (collaboration === undefined) throw new Error(diagnostics.map(({ message }) => message).join('; '))
  const schema = schemaOf(collaboration, {})
  const assessment = assess({ kind: 'sql', member: 'analyst', sql: sqlOf(question) }, collaboration, schema)
  if (assessment.plan === undefined) throw new Error(assessment.diagnostics.map(({ message }) => message).join('; '))
  return { plan: assessment.plan, schema }
}

function stepOf({ steps }: Plan): Plan['steps'][number] {
  const [step] = steps
  if (step === undefined || steps.length > 1) throw new Error('a question of the dashboard has one private step')
  return step
}

function sourcesOf({ files }: Dashboard): Readonly<Record<string, LocalTable>> {
  return Object.fromEntries(
    Object.entries(files).map(([name, file]) => [
      name,
      { format: 'parquet', files: findFiles('/', file).map((path) => ({ path })) } as const,
    ]),
  )
}

async function prepare(dashboard: Dashboard, question: Question, plain: DuckDBConnection): Promise<Prepared> {
  const { plan, schema } = planOf(dashboard, question, dashboard.questions.length)
  const step = stepOf(plan)
  const sources = sourcesOf(dashboard)
  const parts: Rows[] = []
  for (const part of step.parts) {
    const { sql, columns } = emit(part.query, duckdb, { boundingKey: 'f'.repeat(32) })
    const tables = schema.tables
      .filter(({ name }) => sql.includes(`"${name}"`))
      .map(({ name, columns: own }) => ({
        name,
        source: sources[name] ?? { format: 'parquet', files: [] },
        columns: own,
      }))
    const limits = {
      timeoutMs: 120_000,
      memoryMb: 1024,
      threads: availableParallelism(),
      temporaryMb: 1024,
      resultRows: 1e6,
    }
    const outcome = await engine.run({ sql, columns, tables, limits }, {})
    if (outcome.status !== 'ok') throw new Error('reason' in outcome ? outcome.reason : outcome.status)
    parts.push(outcome.rows)
  }
  const tuples = step.groups.kind === 'public' ? step.groups.tuples.map(keyText) : undefined
  const truth = await trueAnswers(plain, question, tuples)
  const terms = (questions: number): TextbookTerms => ({
    epsilon: epsilon / questions,
    delta: delta / questions,
    maxGroups: step.maxGroups,
    ...(tuples === undefined ? {} : { tuples }),
  })
  const exact = await boundedSums(plain, question, terms(1))
  return { question, truth, parts, textbook: (questions) => answer(exact, question, terms(questions)) }
}

async function trueAnswers(
  plain: DuckDBConnection,
  question: Question,
  tuples: readonly string[] | undefined,
): Promise<Answers> {
  const rows = (await plain.runAndReadAll(sqlOf(question))).getRows()
  const groups = rows.map(
    (row) => [keyText(row.slice(0, question.keys.length)), row.slice(question.keys.length).map(Number)] as const,
  )
  return new Map(groups.filter(([key]) => tuples === undefined || question.keys.length === 0 || tuples.includes(key)))
}

/** The answers of Glovebox with fresh noise. */
function answersOf(plan: Plan, parts: readonly Rows[], keys: number): Answers {
  const step = stepOf(plan)
  const { rows } = finish(plan, { [step.table]: releasePrivately(step, parts, undefined, random) }, {})
  return new Map(rows.map((row) => [keyText(row.slice(0, keys)), row.slice(keys).map(Number)]))
}

/** For each aggregate the errors of all groups; what is not shown counts as 0. */
function errors(
  truth: Answers,
  answers: Answers,
  aggregates: number,
): readonly { absolute: number; relative: number }[][] {
  return Array.from({ length: aggregates }, (_, i) =>
    [...truth].map(([key, values]) => {
      const absolute = Math.abs((answers.get(key)?.[i] ?? 0) - (values[i] ?? 0))
      return { absolute, relative: absolute / Math.max(1, Math.abs(values[i] ?? 0)) }
    }),
  )
}

type Compared = { readonly own: number; readonly textbook: number; readonly ratio: number }

/** Median errors of one question with the budget split over so many; the ratio is the median of its aggregates'. */
function compare(dashboard: Dashboard, prepared: Prepared, ownQuestions: number, textbookQuestions: number): Compared {
  const { question, truth, parts, textbook } = prepared
  const { plan } = planOf(dashboard, question, ownQuestions)
  const count = question.aggregates.length
  const draw = (make: () => Answers): readonly { absolute: number; relative: number }[][] => {
    const all = Array.from({ length: rounds }, () => errors(truth, make(), count))
    return Array.from({ length: count }, (_, i) => all.flatMap((round) => round[i] ?? []))
  }
  const [own, other] = [
    draw(() => answersOf(plan, parts, question.keys.length)),
    draw(() => textbook(textbookQuestions)),
  ]
  const middle = (all: readonly { absolute: number; relative: number }[], of: 'absolute' | 'relative'): number =>
    quantile(
      all.map((error) => error[of]),
      0.5,
    )
  const ratios = own.map((all, i) => middle(other[i] ?? [], 'absolute') / middle(all, 'absolute'))
  return {
    own: middle(own.flat(), 'relative'),
    textbook: middle(other.flat(), 'relative'),
    ratio: quantile(ratios, 0.5),
  }
}

function median(list: readonly number[]): number {
  return quantile(list, 0.5)
}

/** The most questions that Glovebox answers with the textbook's error, in whole dashboards. */
function questionsAtEqualError(dashboard: Dashboard, all: readonly Prepared[]): number {
  const isEnough = (times: number): boolean => {
    const n = dashboard.questions.length
    return median(all.map((prepared) => compare(dashboard, prepared, n * times, n).ratio)) >= 1
  }
  let [enough, toomany] = [1, 2]
  while (isEnough(toomany)) [enough, toomany] = [toomany, toomany * 2]
  while (toomany - enough > Math.max(1, enough / 16)) {
    const middle = Math.floor((enough + toomany) / 2)
    if (isEnough(middle)) enough = middle
    else toomany = middle
  }
  return enough
}

const table: Record<string, Record<string, number>> = {}
const ratiosOfAll: number[] = []
for (const dashboard of dashboards) {
  const plain = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
  for (const [name, file] of Object.entries(dashboard.files)) {
    await plain.run(`CREATE VIEW ${name} AS SELECT * FROM read_parquet('${file}')`)
  }
  const all: Prepared[] = []
  for (const question of dashboard.questions) all.push(await prepare(dashboard, question, plain))
  plain.closeSync()
  const n = all.length
  const spent = all.reduce<Loss>((sum, { question }) => {
    const { loss } = stepOf(planOf(dashboard, question, n).plan)
    if (loss.kind !== 'zcdp') throw new Error('the budget adds up ρ')
    return addLoss(sum, zcdpLoss(loss.rho, loss.delta))
  }, noLoss('zcdp'))
  if (!fits(noLoss('zcdp'), spent, budgetCap({ epsilon, delta, accounting: 'zcdp' })))
    throw new Error('the dashboard is not paid for')
  const compared = all.map((prepared) => compare(dashboard, prepared, n, n))
  const ratios = compared.map(({ ratio }) => ratio)
  ratiosOfAll.push(...ratios)
  if (process.argv.includes('--questions')) {
    console.table(
      compared.map(({ own, textbook, ratio }, i) => {
        const question = all[i]?.question
        return {
          question: question === undefined ? '' : sqlOf(question),
          own: rounded(own, 4),
          textbook: rounded(textbook, 4),
          ratio: rounded(ratio, 2),
        }
      }),
    )
  }
  table[dashboard.name] = {
    questions: n,
    'own median relative error': rounded(median(compared.map(({ own }) => own)), 4),
    'textbook median relative error': rounded(median(compared.map(({ textbook }) => textbook)), 4),
    'times smaller, median': rounded(median(ratios), 2),
    least: rounded(Math.min(...ratios), 2),
    greatest: rounded(Math.max(...ratios), 2),
    'times the questions at equal error': questionsAtEqualError(dashboard, all),
  }
}
rmSync(folder, { recursive: true, force: true })
console.table(table)
const overall = rounded(median(ratiosOfAll), 2)
console.log(JSON.stringify({ benchmark: 'privacy-utility', epsilon, delta, rounds, overall, ...table }))
process.exitCode = overall >= 3 ? 0 : 1
