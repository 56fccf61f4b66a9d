// The smallest library for x86-64 whose beginning makes system calls: whoever has taken over a worker need not ask Node for
// them. For tests only.

/** A system call: its number and its arguments; a text becomes the address of its bytes. */
export type NativeCall = { readonly number: number; readonly arguments: readonly (number | bigint | string)[] }

/**
 * Walks a table that follows it, of eight words a call: the number, six arguments, of which bit 62 says that they count from here, and
 * where the answer goes. Ends at −1. The child of a fork that succeeds ends at once.
 */
const code = Buffer.from(
  'U1VIjR13AAAASI0t8P///0iLA0iD+P90XbkBAAAASIsUy0gPuvI+cwdIAepIiRTL/8GD+Qdy50iLewhIi3MQSItTGEyLUyBMi0MoTItLMA8FSIlDOEiFwHUWSIsLg/k4cg6D+Tp3Cbg8AAAAMf8PBUiDw0Drml1bww8fgAAAAAA=',
  'base64',
)
const hereFlag = 1n << 62n
const end = (1n << 64n) - 1n
const codeAt = 0x1000
const callWords = 8

/** A library that makes calls as it is loaded, then writes their answers to a descriptor that is open. */
export function nativeLibrary(calls: readonly NativeCall[], descriptor: number): Buffer {
  const tableLength = (calls.length + 2) * callWords * 8
  let texts = Buffer.alloc(0)
  const word = (value: number | bigint | string): bigint => {
    if (typeof value !== 'string') return BigInt.asUintN(64, BigInt(value))
    const at = code.length + tableLength + texts.length
    texts = Buffer.concat([texts, Buffer.from(`${value}\0`)])
    return BigInt(at) | hereFlag
  }
  const write: NativeCall = {
    number: 1,
    arguments: [descriptor, BigInt(code.length) | hereFlag, calls.length * callWords * 8],
  }
  const words = [...calls, write].flatMap(({ number, arguments: given }) => [
    BigInt(number),
    ...Array.from({ length: 6 }, (_, index) => word(given[index] ?? 0)),
    0n,
  ])
  const table = Buffer.alloc(tableLength)
  for (const [index, value] of [...words, end].entries()) table.writeBigUInt64LE(value, index * 8)
  return Buffer.concat([head(code.length + tableLength + texts.length), code, table, texts])
}

/** What was answered to each call; below zero it is why not. */
export function answersIn(written: Buffer): readonly bigint[] {
  const count = Math.floor(written.length / (callWords * 8))
  return Array.from({ length: count }, (_, index) => written.readBigInt64LE((index + 1) * callWords * 8 - 8))
}

/** An ELF library that is one segment, begins with the code, and has no symbols. */
function head(length: number): Buffer {
  const bytes = Buffer.alloc(codeAt)
  Buffer.from('7f454c46020101', 'hex').copy(bytes)
  const [dynamicAt, stringsAt, symbolsAt] = [0x200, 0x300, 0x340]
  bytes.writeUInt16LE(3, 16)
  bytes.writeUInt16LE(62, 18)
  bytes.writeUInt32LE(1, 20)
  bytes.writeBigUInt64LE(64n, 32)
  for (const [at, value] of [64, 56, 3, 64, 0, 0].entries()) bytes.writeUInt16LE(value, 52 + at * 2)
  const segment = (index: number, kind: number, flags: number, at: number, size: number, align: number): void => {
    const from = 64 + index * 56
    bytes.writeUInt32LE(kind, from)
    bytes.writeUInt32LE(flags, from + 4)
    for (const [word, value] of [at, at, at, size, size, align].entries())
      bytes.writeBigUInt64LE(BigInt(value), from + 8 + word * 8)
  }
  segment(0, 1, 7, 0, codeAt + length, 0x1000)
  segment(1, 2, 6, dynamicAt, 7 * 16, 8)
  segment(2, 0x6474e551, 6, 0, 0, 16)
  // Texts, their length, symbols, the size of one, and what is called as it is loaded.
  const dynamic = [
    [5, stringsAt],
    [10, 1],
    [6, symbolsAt],
    [11, 24],
    [12, codeAt],
    [0, 0],
  ] as const
  for (const [index, [tag, value]] of dynamic.entries()) {
    bytes.writeBigUInt64LE(BigInt(tag), dynamicAt + index * 16)
    bytes.writeBigUInt64LE(BigInt(value), dynamicAt + index * 16 + 8)
  }
  return bytes
}
