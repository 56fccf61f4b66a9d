import type { Plan, PlannedStep, PrivacyCharge } from '../../core/cleanroom/src/index.ts'
import { type OutputLaw, outputLaw } from '../../core/cleanroom/src/release/output-law.ts'
import { add, compare, divide, multiply, type Rational, rational } from '../../core/privacy/src/index.ts'
import { evaluate, groupKey, type Query, type Tables, tablesOf, type Value } from '../../core/sql/src/index.ts'
import { split, toDouble } from './outcomes.ts'
import { lossOf, renyiOf, reversed } from './privacy-loss.ts'
import { protectedBy } from './rooms.ts'
import { differenceOf, type Shifted, type StepDifference } from './step-loss.ts'
import { type Neighbour, neighbours } from './toy-data.ts'

/** What is wrong with a plan on these tables; nothing where every promise holds for every neighbour. */
export function violations(plan: Plan, tables: Tables): readonly string[] {
  const owners = plan.event.kind === 'spend' ? plan.event.charges.map(({ owner }) => owner) : []
  const laws = lawsOf(plan, tables)
  return [
    ...open(plan),
    ...totals(plan),
    ...neighbours(tables, owners).flatMap((neighbour) => violationsOf(plan, laws, neighbour)),
  ]
}

/** The law of every step on these tables. */
export function lawsOf({ steps }: Plan, tables: Tables): readonly OutputLaw[] {
  return steps.map((step) => {
    const { parts, domain } = exactOf(step, tables)
    return outputLaw(step, parts, domain)
  })
}

/** What engines would compute for a step. */
export function exactOf(
  { parts, groups }: PlannedStep,
  tables: Tables,
): { parts: readonly (readonly (readonly Value[])[])[]; domain: readonly (readonly Value[])[] | undefined } {
  return {
    parts: parts.map(({ query }) => evaluate(query, tables).rows),
    domain: groups.kind === 'public-table' ? evaluate(groups.query, tables).rows : undefined,
  }
}

const protectedTables: readonly string[] = Object.values(protectedBy).flat()

/** Ways around the noise: protected tables that are read other than through a step. */
function open({ query, steps }: Plan): readonly string[] {
  const domains = steps.flatMap(({ groups }) => (groups.kind === 'public-table' ? [groups.query] : []))
  return [query, ...domains].flatMap((q) => protectedIn(q).map((table) => `${table} is read without noise`))
}

function protectedIn(query: Query): readonly string[] {
  return tablesOf(query)
    .map(({ table }) => table)
    .filter((table) => protectedTables.includes(table))
}

/** Losses that do not add up. */
function totals({ event, steps }: Plan): readonly string[] {
  if (event.kind === 'none') return steps.length === 0 ? [] : ['nothing is charged']
  return event.charges.flatMap(({ loss, owner, epsilon, delta }) => {
    if (!(Number.isFinite(epsilon) && delta >= 0 && delta < 1)) return [`${owner} is promised nothing`]
    const parts = steps.map((step) => step.loss)
    const total = parts.reduce((sum, part) => add(sum, part.kind === 'pure' ? part.epsilon : part.rho), rational(0n))
    const charged = loss.kind === 'pure' ? loss.epsilon : loss.rho
    const isSameKind = parts.every(({ kind }) => kind === loss.kind)
    const failing = parts.reduce((sum, part) => sum + (part.kind === 'zcdp' ? part.delta : 0), 0)
    return [
      ...(isSameKind ? [] : [`${owner} is charged in another kind than steps lose`]),
      ...(compare(charged, total) >= 0 ? [] : [`${owner} is charged less than the steps lose`]),
      ...(loss.kind === 'pure' || loss.delta >= failing * (1 - 1e-12) ? [] : [`${owner} is charged too little δ`]),
    ]
  })
}

function violationsOf(plan: Plan, laws: readonly OutputLaw[], { owner, person, tables }: Neighbour): readonly string[] {
  const others = lawsOf(plan, tables)
  const differences = plan.steps.map((step, i) => {
    const [all, without] = [laws[i], others[i]]
    if (all === undefined || without === undefined) throw new Error('a step has no law')
    return { step, all, without }
  })
  const charge = plan.event.kind === 'spend' ? plan.event.charges.find((one) => one.owner === owner) : undefined
  if (charge === undefined) return [`${owner} is charged nothing`]
  const found = [
    ...differences.flatMap(({ step, all, without }) => insensitive(step, all, without)),
    ...lossViolations(
      charge,
      differences.map(({ step, all, without }) => ({ step, difference: differenceOf(step, all, without) })),
    ),
  ]
  return found.map((text) => `without ${person} at ${owner}: ${text}`)
}

/** The neighbours property: how much one unit changes, and in how many groups. */
function insensitive(step: PlannedStep, all: OutputLaw, without: OutputLaw): readonly string[] {
  const [left, right] = [all, without].map((law) => new Map(law.groups.map((g) => [groupKey(g.key), g])))
  const keys = [...new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])])]
  const coordinates = step.coordinates.flatMap(({ name, sensitivity }, i) => {
    const changes = keys
      .map((key) => (left?.get(key)?.coordinates[i]?.exact ?? 0n) - (right?.get(key)?.coordinates[i]?.exact ?? 0n))
      .filter((change) => change !== 0n)
    return [
      ...(changes.length > step.maxGroups ? [`${name} changes in ${changes.length} groups`] : []),
      ...changes.filter((change) => magnitude(change) > sensitivity).map((change) => `${name} changes by ${change}`),
    ]
  })
  const trees = step.trees.flatMap(({ name, maxRows }, i) => {
    const changes = keys
      .map((key) => {
        const [some, others] = [left?.get(key)?.trees[i]?.leaves, right?.get(key)?.trees[i]?.leaves]
        const leaves = [...new Set([...(some?.keys() ?? []), ...(others?.keys() ?? [])])]
        return leaves.reduce((sum, leaf) => sum + magnitude((some?.get(leaf) ?? 0n) - (others?.get(leaf) ?? 0n)), 0n)
      })
      .filter((change) => change !== 0n)
    return [
      ...(changes.length > step.maxGroups ? [`the tree of ${name} changes in ${changes.length} groups`] : []),
      ...changes
        .filter((change) => change > BigInt(maxRows))
        .map((change) => `the tree of ${name} changes by ${change}`),
    ]
  })
  return [...coordinates, ...trees]
}

type Compared = { readonly step: PlannedStep; readonly difference: StepDifference }

/** Arithmetic in doubles, and tails that were cut off, may be off by so much. */
const slack = { relative: 1e-3, absolute: 1e-12 }

function lossViolations(charge: PrivacyCharge, compared: readonly Compared[]): readonly string[] {
  const bySteps = compared.flatMap(({ step, difference }) => stepViolations(step, difference))
  if (charge.loss.kind === 'pure') {
    const worst = compared.map(({ difference }) => worstCase(difference)).reduce(add, rational(0n))
    return compare(worst, charge.loss.epsilon) <= 0 ? bySteps : [...bySteps, `loses ε ${toDouble(worst)}`]
  }
  const differences = compared.map(({ difference }) => difference)
  return [
    ...bySteps,
    ...[differences, reversed(differences)].flatMap((one, i) => {
      const delta = lossOf(one).delta(charge.epsilon)
      if (delta <= charge.delta * (1 + slack.relative) + slack.absolute) return []
      return [`${i === 0 ? 'with' : 'without'}: δ(${charge.epsilon}) is ${delta}, not ${charge.delta}`]
    }),
  ]
}

/** What a step alone promises: ρ exactly, δ for what only one side shows, or ε exactly. */
function stepViolations(step: PlannedStep, difference: StepDifference): readonly string[] {
  if (step.loss.kind === 'pure') {
    const worst = worstCase(difference)
    return compare(worst, step.loss.epsilon) <= 0 ? [] : [`a step loses ε ${toDouble(worst)}`]
  }
  const shown = difference.groups.flatMap(({ values, deciding }) => {
    const isOneSided =
      deciding !== undefined && (deciding.from.all === undefined || deciding.from.without === undefined)
    return isOneSided ? [] : [...values, ...(deciding === undefined ? [] : [deciding])]
  })
  const failing = [difference, ...reversed([difference])].map(failure).reduce((a, b) => Math.max(a, b), 0)
  return [
    ...(exceedsRho(shown, step.loss.rho) ? ['a step loses more ρ than it says'] : []),
    ...(failing <= step.loss.delta * (1 + slack.relative)
      ? []
      : [`a selection fails with ${failing}, not ${step.loss.delta}`]),
  ]
}

function exceedsRho(values: readonly Shifted[], rho: Rational): boolean {
  const isGaussian = values.every(({ noise }) => noise.kind === 'discrete-gaussian')
  if (isGaussian) {
    const exact = values.reduce((sum, { shift, noise }) => {
      if (noise.kind !== 'discrete-gaussian') return sum
      return add(sum, divide(rational(shift * shift), multiply(rational(2n), noise.sigmaSquared)))
    }, rational(0n))
    return compare(exact, rho) > 0
  }
  const limit = toDouble(rho) * (1 + slack.relative) + slack.absolute
  return [1.001, 1.5, 2, 4, 10, 40].some((alpha) => renyiOf(values, alpha) > alpha * limit)
}

/** The probability that something is shown that cannot be without the unit. */
function failure({ groups }: StepDifference): number {
  const logKept = groups.reduce((sum, { deciding }) => {
    if (deciding?.from.all === undefined || deciding.from.without !== undefined) return sum
    return sum + Math.log1p(-split(deciding.noise, deciding.shift, deciding.from.all).above)
  }, 0)
  return -Math.expm1(logKept)
}

/** The largest loss that Laplace noise can make, exactly: Σ |shift| ÷ scale. Gaussian noise has none. */
function worstCase({ groups }: StepDifference): Rational {
  return groups
    .flatMap(({ values, deciding }) => [...values, ...(deciding === undefined ? [] : [deciding])])
    .map(({ shift, noise }) => {
      if (shift === 0n) return rational(0n)
      if (noise.kind !== 'discrete-laplace') return rational(10n ** 30n)
      return divide(rational(magnitude(shift)), noise.scale)
    })
    .reduce(add, rational(0n))
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value
}
