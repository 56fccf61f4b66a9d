import { writeFileSync } from 'node:fs'
import { goldenFiles, refreshed, writeGoldens } from '../conformance/emit/golden.ts'

// Rewrites what is emitted in the golden files of conformance/emit; a person reads the difference.

for (const { path, goldens } of goldenFiles()) writeFileSync(path, writeGoldens(goldens.map(refreshed)))
