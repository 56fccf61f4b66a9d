import type { Tables, Value } from '../../core/sql/src/index.ts'
import type { Random } from '../random.ts'
import { protectedBy } from './rooms.ts'

type Row = readonly Value[]

const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, -1e300, 5e-324, -0, 2 ** 53]

/** Tables of at most four people with few rows, groups and values, most of them at the ends of what is allowed. */
export function toyTables(random: Random): Tables {
  const { below, flip, pick } = random
  const people = 1 + below(4)
  const shared = { pages: ['a', 'b', 'c', null].slice(0, 1 + below(4)) }
  const person = (): Value => (below(12) === 0 ? null : BigInt(1 + below(people)))
  const page = (): Value => pick<Value>(shared.pages)
  const maybe = (value: Value): Value => (below(8) === 0 ? null : value)
  const between = (low: number, high: number): Value =>
    maybe(BigInt(flip() ? pick([low, high]) : low + below(high - low + 1)))
  const rows = (most: number, row: () => Row): readonly Row[] => Array.from({ length: below(most + 1) }, row)
  const cost = (): Value => maybe(pick<Value>([0, 50, 25, 12.5, 33.3, Number.NaN, 49.999999999]))
  return {
    visits: rows(10, () => [
      person(),
      page(),
      pick<Value>(['FR', 'DE', 'IT', null]),
      between(-4, 10),
      cost(),
      maybe(BigInt(100 + 50 * below(18))),
      flip() ? maybe(below(7) - 3) : pick<Value>(odd),
      pick<Value>([true, false, null]),
    ]),
    people: rows(5, () => [person(), pick<Value>(['Rome', 'Oslo', 'Bern', 'Pisa', null]), between(0, 3)]),
    orders: rows(6, () => [BigInt(1 + below(4)), person(), pick<Value>(['new', 'used', 'odd', null])]),
    items: rows(6, () => [maybe(BigInt(1 + below(4))), between(1, 7), pick<Value>(['x', 'y', null])]),
    clicks: rows(6, () => [person(), page(), between(-2, 2)]),
    pages: rows(4, () => [pick<Value>(['a', 'b', 'c', 'd', null]), pick<Value>(['news', 'sport', null])]),
    own: rows(4, () => [person(), page(), between(-2, 3)]),
  }
}

/** Tables without all rows of one person at one owner, and who that is. */
export type Neighbour = { readonly owner: string; readonly person: Value; readonly tables: Tables }

/** Every way to take one person out of an owner's protected tables. */
export function neighbours(tables: Tables, owners: readonly string[]): readonly Neighbour[] {
  return owners.flatMap((owner) => {
    const names = protectedBy[owner] ?? []
    const people = new Set(names.flatMap((name) => (tables[name] ?? []).map((row) => personOf(name, row))))
    return [...people].flatMap((person) =>
      person === null ? [] : [{ owner, person, tables: withoutPerson(tables, names, person) }],
    )
  })
}

function personOf(name: string, row: Row): Value {
  if (name === 'items') return null
  return (name === 'orders' ? row[1] : row[0]) ?? null
}

/** Items go with the person whom alone their order leads to. */
function withoutPerson(tables: Tables, names: readonly string[], person: Value): Tables {
  const orders = tables.orders ?? []
  const leadsTo = (item: Row): readonly Value[] =>
    orders.filter(([id]) => id !== null && id === item[0]).map((o) => o[1] ?? null)
  const isOthers = (item: Row): boolean => {
    const led = leadsTo(item)
    return !led.includes(person) || led.some((other) => other !== person)
  }
  return {
    ...tables,
    ...Object.fromEntries(
      names.map((name) => [
        name,
        (tables[name] ?? []).filter((row) => (name === 'items' ? isOthers(row) : personOf(name, row) !== person)),
      ]),
    ),
  }
}
