import type { Making } from './form.ts'

/**
 * The text of what a node says beyond the parts that every such node has: places are left out. What names columns has
 * no text of its own, so that nothing has a normal form then.
 */
export function extraText(rest: Readonly<Record<string, unknown>>, making: Making): string {
  const kept = Object.entries(rest).filter(([, value]) => value !== undefined)
  if (kept.length === 0) return ''
  return ` ${dataText(Object.fromEntries(kept), making)}`
}

function dataText(data: unknown, making: Making): string {
  if (Array.isArray(data)) return `[${data.map((item) => dataText(item, making)).join()}]`
  if (typeof data === 'object' && data !== null) {
    const entries = Object.entries(data).filter(([key, value]) => key !== 'at' && value !== undefined)
    if (entries.some(([key]) => key === 'id' || key === 'output')) making.terms.isUnknown = true
    const texts = entries.map(([key, value]) => `${JSON.stringify(key)}:${dataText(value, making)}`)
    return `{${texts.sort().join()}}`
  }
  if (typeof data === 'string') return JSON.stringify(data)
  return `${typeof data} ${Object.is(data, -0) ? '-0' : String(data)}`
}
