import { firstDay, lastDay } from '@glovebox/sql'

const dayMicros = 86_400_000_000n

/** A date as text; null outside of the years that exist here. */
export function dateText(days: bigint): string | null {
  if (days < firstDay || days > lastDay) return null
  return new Date(Number(days) * 86_400_000).toISOString().slice(0, 10)
}

/** A moment as text, in UTC; null outside of the years that exist here. */
export function timestampText(micros: bigint): string | null {
  const rest = ((micros % dayMicros) + dayMicros) % dayMicros
  const date = dateText((micros - rest) / dayMicros)
  if (date === null) return null
  const time = new Date(Number(rest / 1000n)).toISOString().slice(11, 23)
  return `${date} ${time}${String(rest % 1000n).padStart(3, '0')}`
}

/** A decimal of an unscaled integer, as text. */
export function decimalText(unscaled: bigint, scale: number): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  const sign = unscaled < 0n ? '-' : ''
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** The days since 1970 of a date that is written `2026-01-31`. */
export function daysOf(text: string): bigint | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  const time = match === null ? Number.NaN : Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) return undefined
  return BigInt(time / 86_400_000)
}

/** The microseconds since 1970 of a moment, with a zone or in UTC. */
export function microsOf(text: string): bigint | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:Z|([+-])(\d{2}):?(\d{2}))?$/.exec(
    text,
  )
  if (match === null) return undefined
  const [, date = '', hour, minute, second, fraction = '', sign, zoneHour = '0', zoneMinute = '0'] = match
  const days = daysOf(date)
  if (days === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second)
  const offset = (Number(zoneHour) * 3600 + Number(zoneMinute) * 60) * (sign === '-' ? -1 : 1)
  return days * dayMicros + BigInt(seconds - offset) * 1_000_000n + BigInt(fraction.slice(0, 6).padEnd(6, '0'))
}

/** The unscaled integer of a decimal that is written out, at a scale. */
export function unscaledOf(text: string, scale: number): bigint | undefined {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (match === null) return undefined
  const [, sign, before = '', after = ''] = match
  const kept = after.slice(0, scale).padEnd(scale, '0')
  if (/[1-9]/.test(after.slice(scale))) return undefined
  const unscaled = BigInt(`${before}${kept}`)
  return sign === '-' ? -unscaled : unscaled
}
