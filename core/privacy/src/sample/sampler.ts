import type { Random } from './random-bits.ts'

/** Draws one integer from the distribution it was made for; draws are independent. */
export type Sampler = (random: Random) => bigint
