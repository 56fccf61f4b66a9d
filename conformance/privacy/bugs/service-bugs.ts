import type { Bug } from './bug.ts'

/** Where runs are charged, kept and answered. */
export const serviceBugs: readonly Bug[] = [
  {
    name: 'what was touched is given back',
    seenIn: 'BigQuery, refunds on failure',
    file: 'service/server/src/ledger/settle.ts',
    text: "    .where('status', '=', 'reserved')\n    .returning(",
    becomes: "    .where('status', 'in', ['reserved', 'touched'])\n    .returning(",
    foundBy: { tests: ['server/src/ledger/settle.test', 'server/src/ledger/model.test'] },
  },
  {
    name: 'one member gets what another one asked',
    seenIn: 'caches across budgets',
    file: 'service/server/src/privacy/question-key.ts',
    text: '    member,\n    rulesHash,\n    tables:',
    becomes: '    rulesHash,\n    tables:',
    foundBy: { tests: ['privacy/attacks-on-room'] },
  },
  {
    name: 'the cache does not know versions of tables',
    seenIn: 'caches across versions',
    file: 'service/server/src/privacy/question-key.ts',
    text: 'tables.map(({ name, version }) =>',
    becomes: 'tables.map(({ name }, version) =>',
    foundBy: { tests: ['privacy/attacks-on-room'] },
  },
  {
    name: 'the cache does not know how noisy an answer was',
    seenIn: 'an answer of a high ε given for a low one',
    file: 'service/server/src/privacy/question-key.ts',
    text: 'made: withoutNames(made),',
    becomes: 'made: withoutNames({ maxGroups, minimumUnits, limits, coordinates: coordinates.length }),',
    foundBy: { tests: ['privacy/attacks-on-room'] },
  },
]
