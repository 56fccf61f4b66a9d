import { randomFillSync } from 'node:crypto'
import { discreteGaussian, discreteLaplace, openRandom, rationalOf, type Sampler } from '@glovebox/privacy'
import { numberArgument, quantile, timed } from './measure.ts'

// Draws of noise a second on one core, from the operating system's randomness. Goal: 100,000 discrete Gaussian draws a
// second, for the deviations of counts as for those of sums on a grid of 2³⁰ steps to the unit.

const draws = numberArgument('draws', 200_000)
const rounds = numberArgument('rounds', 5)
const random = openRandom((count) => randomFillSync(new Uint8Array(count)))

/** The median rate of some rounds, after one that warms up. */
async function perSecond(sampler: Sampler): Promise<number> {
  const rates: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const { seconds } = await timed(async () => {
      for (let i = 0; i < draws; i++) sampler(random)
    })
    if (round > 0) rates.push(draws / seconds)
  }
  return Math.round(quantile(rates, 0.5))
}

const scales = [0.1, 1, 30, 1e3, 1e6, 2 ** 30, 2 ** 40, 1e14].map((scale) => [scale, scale.toExponential(0)] as const)
const rows: Record<string, { readonly gaussian: number; readonly laplace: number }> = {}
for (const [scale, name] of scales) {
  const gaussian = await perSecond(discreteGaussian(rationalOf(scale * scale)))
  rows[name] = { gaussian, laplace: await perSecond(discreteLaplace(rationalOf(scale))) }
}
console.table(rows)
process.exitCode = Object.values(rows).every(({ gaussian }) => gaussian >= 100_000) ? 0 : 1
