import type { BigIntStats } from 'node:fs'

/** What tells that a file of this machine was touched, without reading it. */
export function fileStateOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ')
}
