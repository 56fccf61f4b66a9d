import type { Bug } from './bug.ts'

/** Where noisy numbers become results, and elsewhere in the core. */
export const releaseBugs: readonly Bug[] = [
  {
    name: 'a range that a calculation left behind spares the clamp',
    seenIn: 'OpenDP #2949, stale bounds after redefinition',
    file: 'core/sql/src/function/arithmetic.ts',
    text: '...claim(resultRange(name, args), type) }',
    becomes: '...claim(bounds(args, 0), type) }',
    foundBy: {
      tests: ['sql/src/evaluate/claims.test'],
      questions: [
        'SELECT SUM(seconds * 2) FROM visits',
        'SELECT SUM(d) FROM (SELECT person, seconds * -3 AS d FROM visits) t',
      ],
    },
  },
  {
    name: 'zero counts get no noise',
    seenIn: 'SmartNoise, empty groups',
    file: 'core/cleanroom/src/release/release-privately.ts',
    text: 'samplers.map((sample, i) => (coordinates[i] ?? 0n) + sample(random))',
    becomes: 'samplers.map((sample, i) => (coordinates[i] ? coordinates[i] + sample(random) : 0n))',
    foundBy: { tests: ['privacy/attacks-on-noise'] },
  },
  {
    name: 'all groups get the same draw',
    seenIn: 'noise that is drawn once for a query',
    file: 'core/cleanroom/src/release/release-privately.ts',
    text: 'samplers.map((sample, i) => (coordinates[i] ?? 0n) + sample(random))',
    becomes: 'samplers.map((sample, i) => (coordinates[i] ?? 0n) + (sample.once ??= sample(random)))',
    foundBy: { tests: ['privacy/attacks-on-noise'] },
  },
  {
    name: 'public groups are withheld by their exact units',
    seenIn: 'AWS, thresholds beside differential privacy',
    file: 'core/cleanroom/src/release/keep.ts',
    text: 'return noisyUnits >= BigInt(keep.minimumUnits)',
    becomes: 'return units >= BigInt(keep.minimumUnits)',
    foundBy: {
      questions: [
        'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (min_privacy_units_per_group = 2) country, COUNT(*) FROM visits GROUP BY country',
      ],
    },
  },
  {
    name: 'groups that are not public are published where rows have them',
    seenIn: 'key leakage',
    file: 'core/cleanroom/src/release/candidate.ts',
    text: '(fixed === undefined ? draft(key, step) : undefined)',
    becomes: 'draft(key, step)',
    foundBy: { tests: ['cleanroom/src/release/release-privately.test'] },
  },
]
