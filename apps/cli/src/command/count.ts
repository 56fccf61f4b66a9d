import { InvalidArgumentError } from 'commander'

/** How many of something an option asks for. */
export function countOf(written: string): number {
  if (!/^[1-9]\d{0,8}$/.test(written)) throw new InvalidArgumentError('write a number from 1 on')
  return Number(written)
}
