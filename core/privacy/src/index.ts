export { type Rational, rational } from './exact/rational.ts'
export type { RandomBytes } from './sample/random-bits.ts'
