/** The units of date arithmetic. */
export type DateUnit =
  | 'year'
  | 'quarter'
  | 'month'
  | 'week'
  | 'day'
  | 'hour'
  | 'minute'
  | 'second'
  | 'millisecond'
  | 'microsecond'

/** Every way to write a unit of date arithmetic, lower case. */
export const dateUnits: Readonly<Record<string, DateUnit>> = {
  ...spelled('year', ['y', 'yr', 'yrs', 'yy', 'yyyy']),
  ...spelled('quarter', ['qtr', 'qtrs']),
  ...spelled('month', ['mon', 'mons', 'mm']),
  ...spelled('week', ['w', 'wk']),
  ...spelled('day', ['d', 'dd']),
  ...spelled('hour', ['h', 'hr', 'hrs', 'hh']),
  ...spelled('minute', ['min', 'mins', 'mi']),
  ...spelled('second', ['s', 'sec', 'secs']),
  ...spelled('millisecond', ['ms', 'msec', 'msecs']),
  ...spelled('microsecond', ['us', 'usec', 'usecs']),
}

/** What `date-part` gives besides the units. */
export type PartUnit = DateUnit | 'isoyear' | 'dow' | 'isodow' | 'doy' | 'epoch'

/** Every way to write a part of a date, lower case. */
export const partUnits: Readonly<Record<string, PartUnit>> = {
  ...dateUnits,
  isoyear: 'isoyear',
  dow: 'dow',
  weekday: 'dow',
  isodow: 'isodow',
  doy: 'doy',
  yearday: 'doy',
  epoch: 'epoch',
}

/** Whether adding such units to a date makes it a timestamp. */
export function isBelowDay(unit: string): boolean {
  return ['hour', 'minute', 'second', 'millisecond', 'microsecond'].includes(unit)
}

function spelled(unit: DateUnit, others: readonly string[]): Readonly<Record<string, DateUnit>> {
  return Object.fromEntries([unit, `${unit}s`, ...others].map((word) => [word, unit]))
}
