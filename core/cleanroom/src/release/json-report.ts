import { type Rational, toNumber } from '@glovebox/privacy'

/** A number and its interval as BigQuery's `report_format => 'JSON'` writes them. Whole numbers have all their digits. */
export function asJson(value: Rational, interval: { readonly low: number; readonly high: number }): string {
  const shown = value.denominator === 1n ? String(value.numerator) : JSON.stringify(toNumber(value))
  const bounds = `"lower_bound":${JSON.stringify(interval.low)},"upper_bound":${JSON.stringify(interval.high)}`
  return `{"result":{"value":${shown},"noise_confidence_interval":{${bounds},"confidence_level":0.95}}}`
}
