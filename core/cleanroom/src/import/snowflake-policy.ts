import { quote } from '@glovebox/diagnostics'
import type { Draft } from './finish.ts'
import type { Notes } from './notes.ts'
import type { Branch, Statement } from './snowflake-statement.ts'

type Created = Extract<Statement, { kind: 'create' }>

/**
 * The branches of a policy that restrict, all with the same constraint; undefined, and said why, where one is not
 * known. Roles and accounts have no meaning here, so everybody gets the strictest branch: no branch is left open.
 */
function constraints(
  policy: Created,
  call: string,
  free: string,
  known: readonly string[],
  said: Notes,
): readonly Branch[] | undefined {
  const subject = `CREATE ${policy.policy} POLICY ${policy.name}`
  for (const { when } of policy.branches) {
    if (when !== undefined)
      said.changed(`WHEN ${when}`, 'conditions have no meaning here: everybody gets the strictest branch')
  }
  for (const branch of policy.branches) {
    const others = [...branch.arguments.keys()].filter((key) => !known.includes(key))
    if (branch.call === call && others.length === 0) continue
    if (branch.call === free && branch.arguments.size === 0) continue
    const what = branch.call === call ? (others[0] ?? '') : branch.call
    said.refuse(subject, `${quote(what)} is not known, so what it restricts is not`)
    return undefined
  }
  const restricting = policy.branches.filter((branch) => branch.call === call)
  if (restricting.length > 0) return restricting
  said.refuse(subject, 'it restricts nobody, and a table here says what may be asked')
  return undefined
}

/** The number of an argument; undefined, and said why, where it is none. */
function numberIn(branch: Branch, key: string, least: number, most: number, said: Notes): number | undefined {
  const token = branch.arguments.get(key)
  const value = token?.kind === 'number' ? Number(token.text) : Number.NaN
  if (value >= least && value <= most) return value
  said.refuse(key, `it is not a number from ${least} to ${most}`)
  return undefined
}

/** The largest of the group sizes that a policy demands. */
export function aggregationMinimum(policy: Created, said: Notes): number | undefined {
  const branches = constraints(policy, 'AGGREGATION_CONSTRAINT', 'NO_AGGREGATION_CONSTRAINT', ['MIN_GROUP_SIZE'], said)
  const sizes = branches?.map((branch) => numberIn(branch, 'MIN_GROUP_SIZE', 0, 100_000, said))
  if (sizes === undefined || sizes.includes(undefined)) return undefined
  const given = Math.max(...sizes.map((size) => size ?? 0))
  const minimum = Math.max(2, Math.ceil(given))
  const subject = `MIN_GROUP_SIZE of ${policy.name}`
  if (minimum === given)
    said.changed(subject, `rows that stand for fewer than ${minimum} are withheld, not merged into a remainder`)
  else said.changed(subject, `it is ${minimum} here, and smaller rows are withheld, not merged into a remainder`)
  return minimum
}

/** Whether a policy keeps its column out of results, for anybody. */
export function isHidden(policy: Created, said: Notes): boolean {
  const known = ['ALLOW', 'ENFORCEMENT']
  const branches = constraints(policy, 'PROJECTION_CONSTRAINT', 'NO_PROJECTION_CONSTRAINT', known, said) ?? []
  const allows = branches.map((branch) => truthIn(branch, 'ALLOW', said))
  const isNullified = branches.some((branch) => branch.arguments.get('ENFORCEMENT')?.text.toUpperCase() === 'NULLIFY')
  const subject = `PROJECTION POLICY ${policy.name}`
  if (!allows.includes(false)) {
    said.kept(subject, 'the column may leave')
    return false
  }
  if (isNullified)
    said.changed(subject, 'nothing of the column may leave: questions are refused, not answered with NULL')
  else said.kept(subject, 'nothing that comes from the column may leave, counts neither')
  return true
}

/** Whether a policy demands a join, of anybody. */
export function isJoinRequired(policy: Created, said: Notes): boolean {
  const branches = constraints(policy, 'JOIN_CONSTRAINT', 'NO_JOIN_CONSTRAINT', ['JOIN_REQUIRED'], said) ?? []
  const isRequired = branches.map((branch) => truthIn(branch, 'JOIN_REQUIRED', said)).includes(true)
  said.kept(`JOIN POLICY ${policy.name}`, isRequired ? 'a join is required' : 'joins are restricted')
  return isRequired
}

function truthIn(branch: Branch, key: string, said: Notes): boolean | undefined {
  const word = branch.arguments.get(key)
  const text = word?.kind === 'word' ? word.text.toUpperCase() : ''
  if (text === 'TRUE' || text === 'FALSE') return text === 'TRUE'
  said.refuse(key, 'it is neither TRUE nor FALSE')
  return undefined
}

/** What Snowflake has where a policy does not say it. */
const usual = { limit: 233, perAggregate: 0.5, window: 'WEEKLY' } as const

/** The most that a budget can be here. */
const mostEpsilon = 20

const windows: readonly string[] = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY', 'NEVER']

/** The smallest budget that any branch gives, for everybody together. */
export function budgetOf(policy: Created, said: Notes): Draft['budget'] {
  const known = ['BUDGET_NAME', 'BUDGET_LIMIT', 'MAX_BUDGET_PER_AGGREGATE', 'BUDGET_WINDOW']
  const branches = constraints(policy, 'PRIVACY_BUDGET', 'NO_PRIVACY_POLICY', known, said)
  if (branches === undefined) return undefined
  const least = (key: string, otherwise: number): number | undefined => {
    const numbers = branches.map((branch) =>
      branch.arguments.has(key) ? numberIn(branch, key, 1e-9, 1e15, said) : otherwise,
    )
    return numbers.includes(undefined) ? undefined : Math.min(...numbers.map((number) => number ?? otherwise))
  }
  const limit = least('BUDGET_LIMIT', usual.limit)
  const perAggregate = least('MAX_BUDGET_PER_AGGREGATE', usual.perAggregate)
  const ranks = branches.map((branch) =>
    windows.indexOf(branch.arguments.get('BUDGET_WINDOW')?.text.toUpperCase() ?? usual.window),
  )
  if (ranks.includes(-1)) said.refuse('BUDGET_WINDOW', 'this window is not known')
  if (limit === undefined || perAggregate === undefined || ranks.includes(-1)) return undefined
  const window = windows[Math.max(...ranks)] ?? 'NEVER'
  const epsilon = Math.min(limit, mostEpsilon)
  const most = Math.min(perAggregate, epsilon)
  const isMonthly = ['DAILY', 'WEEKLY', 'MONTHLY'].includes(window)
  said.changed('BUDGET_LIMIT', `all answers of a period keep epsilon ${epsilon}; Snowflake’s limit was ${limit}`)
  said.changed('MAX_BUDGET_PER_AGGREGATE', `one question costs at most epsilon ${most}, however many aggregates it has`)
  said.changed('BUDGET_WINDOW', isMonthly ? 'the budget begins anew every month' : 'the budget does not begin anew')
  if (branches.some((branch) => branch.arguments.has('BUDGET_NAME'))) {
    said.changed('BUDGET_NAME', 'all members share one budget of this owner')
  }
  return { epsilon, refresh: isMonthly ? 'calendar-month' : 'none', maxEpsilonPerQuery: most }
}
