import type { Asked } from './entry.ts'

/** What was asked, in one text. */
export function queryText(asked: Asked): string {
  if ('sql' in asked) return asked.sql
  const parameters = Object.entries(asked.parameters).map(([name, value]) => `${name}=${value}`)
  return ['template', asked.template, ...parameters].join(' ')
}
