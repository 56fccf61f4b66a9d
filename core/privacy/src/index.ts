export { rationalOf, toNumber, toNumberDown, toNumberUp } from './exact/double.ts'
export {
  add,
  ceil,
  compare,
  divide,
  floor,
  integerSquareRoot,
  multiply,
  negate,
  type Rational,
  rational,
  subtract,
} from './exact/rational.ts'
export { openRandom, type Random, type RandomBytes } from './sample/random-bits.ts'
export type { Sampler } from './sample/sampler.ts'
