import { assess, readCollaboration, schemaOf } from '@glovebox/cleanroom'
import { duckdb, emit } from '@glovebox/sql'
import { cases } from '../conformance/aws/cases.ts'
import type { Fixture } from '../conformance/aws/fixtures.ts'

// Times what happens between a question and its emitted SQL (or its refusal), without any engine:
// parse → resolve → check → protect → emit, over all conformance questions, warm. Goal: p99 < 5 ms.

const rounds = Number(process.argv[2] ?? 200)

const rooms = new Map<Fixture, ReturnType<typeof open>>()
function open(fixture: Fixture): { collaboration: Parameters<typeof assess>[1]; schema: Parameters<typeof assess>[2] } {
  const { collaboration } = readCollaboration(fixture.yaml)
  if (collaboration === undefined) throw new Error('a conformance fixture does not read')
  return { collaboration, schema: schemaOf(collaboration, {}) }
}

const times: number[] = []
const cold: number[] = []
for (let round = 0; round <= rounds; round++) {
  for (const { fixture, ask } of cases) {
    if (typeof ask !== 'string') continue
    const room = rooms.get(fixture) ?? open(fixture)
    rooms.set(fixture, room)
    const start = performance.now()
    const { plan } = assess({ kind: 'sql', member: 'analyst', sql: ask }, room.collaboration, room.schema)
    if (plan !== undefined) emit(plan.query, duckdb)
    ;(round === 0 ? cold : times).push(performance.now() - start)
  }
}

const quantile = (sample: number[], q: number): number => {
  const sorted = sample.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0
}
const row = (sample: number[]): Record<string, string> => ({
  questions: String(sample.length),
  'p50 ms': quantile(sample, 0.5).toFixed(3),
  'p99 ms': quantile(sample, 0.99).toFixed(3),
  'max ms': Math.max(...sample).toFixed(3),
})
console.table({ 'first time': row(cold), warm: row(times) })
process.exitCode = quantile(times, 0.99) < 5 ? 0 : 1
