import { malformed } from '../lake/refused.ts'

const where = 'a deletion vector'
const magic = 1681511377
const olderMagic = 1681511376
const plainCookie = 12346
const runCookie = 12347
const arrayMost = 4096
const offsetsFrom = 4

/**
 * The numbers in a bitmap of 64 bits, in order: the portable format of Roaring, one bitmap of 32 bits after another,
 * each under the upper half of its numbers, after the magic number of Delta. Older writers, and the example of the
 * protocol, count bitmaps from 0 on instead and say how long each is. Whatever does not add up is refused.
 */
export function readRoaring(bytes: Uint8Array, most: number): readonly bigint[] {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0 }
  const numbers: bigint[] = []
  const head = take(reader, 4)
  if (head.getInt32(0, true) === magic) readKeyed(reader, numbers, most)
  else if (head.getInt32(0) === olderMagic) readCounted(reader, numbers, most)
  else malformed(`${where} is no bitmap`)
  if (reader.at !== bytes.length) malformed(`${where} has more than it says`)
  return numbers
}

function readKeyed(reader: Reader, numbers: bigint[], most: number): void {
  const bitmaps = take(reader, 8).getBigUint64(0, true)
  // Each bitmap has a key and a cookie at least.
  if (bitmaps > BigInt(reader.view.byteLength >> 3)) malformed(`${where} counts wrongly`)
  let before = -1
  for (let left = Number(bitmaps); left > 0; left--) {
    const key = take(reader, 4).getUint32(0, true)
    if (key <= before || key > 0x7fffffff) malformed(`the bitmaps of ${where} are out of order`)
    before = key
    readBitmap(reader, BigInt(key) << 32n, numbers, most)
  }
}

function readCounted(reader: Reader, numbers: bigint[], most: number): void {
  const bitmaps = take(reader, 4).getUint32(0)
  if (bitmaps > reader.view.byteLength >> 3) malformed(`${where} counts wrongly`)
  for (let key = 0; key < bitmaps; key++) {
    const length = take(reader, 4).getUint32(0)
    const from = reader.at
    readBitmap(reader, BigInt(key) << 32n, numbers, most)
    if (reader.at - from !== length) malformed(`${where} has a bitmap of another length than it says`)
  }
}

type Reader = { readonly view: DataView; at: number }
type Container = { readonly key: number; readonly cardinality: number; readonly isRun: boolean }

function readBitmap(reader: Reader, base: bigint, numbers: bigint[], most: number): void {
  const start = reader.at
  const containers = readContainers(reader)
  const hasOffsets = !containers.hasRuns || containers.list.length >= offsetsFrom
  const offsets = hasOffsets ? take(reader, 4 * containers.list.length) : undefined
  for (const [index, container] of containers.list.entries()) {
    if (offsets !== undefined && offsets.getUint32(4 * index, true) !== reader.at - start)
      malformed(`${where} has a part that is elsewhere than it says`)
    if (numbers.length + container.cardinality > most) malformed(`${where} has more rows than it says`)
    const high = base + BigInt(container.key * 65536)
    const low = readContainer(reader, container)
    for (const number of low) numbers.push(high + BigInt(number))
  }
}

function readContainers(reader: Reader): { readonly hasRuns: boolean; readonly list: readonly Container[] } {
  const cookie = take(reader, 4).getUint32(0, true)
  const hasRuns = (cookie & 0xffff) === runCookie
  if (!hasRuns && cookie !== plainCookie) malformed(`${where} is no bitmap`)
  const size = hasRuns ? (cookie >>> 16) + 1 : take(reader, 4).getUint32(0, true)
  if (size > 65536) malformed(`${where} counts wrongly`)
  const runs = hasRuns ? take(reader, Math.ceil(size / 8)) : undefined
  const heads = take(reader, 4 * size)
  const list = Array.from({ length: size }, (_, index) => ({
    key: heads.getUint16(4 * index, true),
    cardinality: heads.getUint16(4 * index + 2, true) + 1,
    isRun: runs !== undefined && ((runs.getUint8(index >> 3) >> (index & 7)) & 1) === 1,
  }))
  if (list.some(({ key }, index) => index > 0 && key <= (list[index - 1]?.key ?? 0)))
    malformed(`the parts of ${where} are out of order`)
  return { hasRuns, list }
}

function readContainer(reader: Reader, container: Container): readonly number[] {
  const numbers = container.isRun
    ? readRuns(reader)
    : container.cardinality <= arrayMost
      ? readArray(reader, container.cardinality)
      : readBits(reader)
  if (numbers.length !== container.cardinality) malformed(`${where} counts wrongly`)
  if (numbers.some((number, index) => index > 0 && number <= (numbers[index - 1] ?? 0)))
    malformed(`the rows of ${where} are out of order`)
  return numbers
}

function readArray(reader: Reader, cardinality: number): readonly number[] {
  const view = take(reader, 2 * cardinality)
  return Array.from({ length: cardinality }, (_, index) => view.getUint16(2 * index, true))
}

function readBits(reader: Reader): readonly number[] {
  const view = take(reader, 8192)
  const numbers: number[] = []
  for (let byte = 0; byte < 8192; byte++) {
    const bits = view.getUint8(byte)
    for (let bit = 0; bit < 8; bit++) if ((bits >> bit) & 1) numbers.push(byte * 8 + bit)
  }
  return numbers
}

function readRuns(reader: Reader): readonly number[] {
  const runs = take(reader, 2).getUint16(0, true)
  const view = take(reader, 4 * runs)
  const numbers: number[] = []
  for (let run = 0; run < runs; run++) {
    const from = view.getUint16(4 * run, true)
    const to = from + view.getUint16(4 * run + 2, true)
    if (to > 65535 || from <= (numbers.at(-1) ?? -1)) malformed(`the rows of ${where} are out of order`)
    for (let number = from; number <= to; number++) numbers.push(number)
  }
  return numbers
}

function take(reader: Reader, length: number): DataView {
  const { view, at } = reader
  if (length > view.byteLength - at) return malformed(`${where} is cut off`)
  reader.at = at + length
  return new DataView(view.buffer, view.byteOffset + at, length)
}
