import type { IntervalValue } from '../type/sql-type.ts'

type Unit = { readonly months?: number; readonly days?: number; readonly micros?: bigint }

const units: Readonly<Record<string, Unit>> = {
  year: { months: 12 },
  quarter: { months: 3 },
  month: { months: 1 },
  week: { days: 7 },
  day: { days: 1 },
  hour: { micros: 3_600_000_000n },
  minute: { micros: 60_000_000n },
  second: { micros: 1_000_000n },
  millisecond: { micros: 1_000n },
  microsecond: { micros: 1n },
}

const abbreviations: Readonly<Record<string, string>> = {
  y: 'year',
  yr: 'year',
  mon: 'month',
  w: 'week',
  d: 'day',
  h: 'hour',
  hr: 'hour',
  m: 'minute',
  min: 'minute',
  s: 'second',
  sec: 'second',
  ms: 'millisecond',
  us: 'microsecond',
}

/** The largest amount of any unit: beyond it every date leaves the calendar anyway. */
const mostOfAUnit = 1_000_000_000_000

/** The interval of a text such as `7` with a unit, `1 year 2 days`, or `-3 hours`; undefined where it is none. */
export function readInterval(text: string, unit: string | undefined): IntervalValue | undefined {
  const words = text.trim().split(/\s+/)
  if (words.length > 40) return undefined
  if (unit !== undefined) return words.length === 1 ? total([[words[0] ?? '', unit]]) : undefined
  if (words.length % 2 !== 0) return undefined
  const amounts = words.flatMap((word, i): [string, string][] => (i % 2 === 0 ? [[word, words[i + 1] ?? '']] : []))
  return total(amounts)
}

function total(amounts: readonly (readonly [string, string])[]): IntervalValue | undefined {
  let [months, days, micros] = [0, 0, 0n]
  for (const [amountText, unitText] of amounts) {
    const unit = unitOf(unitText)
    if (unit === undefined || !/^[+-]?\d{1,13}$/.test(amountText)) return undefined
    const amount = Number(amountText)
    if (Math.abs(amount) > mostOfAUnit) return undefined
    months += amount * (unit.months ?? 0)
    days += amount * (unit.days ?? 0)
    micros += BigInt(amount) * (unit.micros ?? 0n)
  }
  return { months, days, micros }
}

function unitOf(text: string): Unit | undefined {
  const word = text.toLowerCase()
  const one = word.length > 2 && word.endsWith('s') ? word.slice(0, -1) : word
  const singular = (Object.hasOwn(abbreviations, one) ? abbreviations[one] : undefined) ?? one
  return Object.hasOwn(units, singular) ? units[singular] : undefined
}
