import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { icebergType } from './iceberg-type.ts'
import { murmur3 } from './murmur3.ts'
import { readTransform, transformed } from './transform.ts'

const le = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64LE(value)
  return bytes
}
const micros = (text: string): bigint => BigInt(Date.parse(`${text}Z`)) * 1000n
const bucket = (type: string, value: string | bigint): unknown =>
  transformed(readTransform('bucket[2147483647]'), icebergType(type), value)

describe('transforms of partitions', () => {
  // Appendix B of the specification.
  const hashes: [string, Uint8Array, number][] = [
    ['34', le(34n), 2017239379],
    ['2017-11-16', le(17486n), -653330422],
    ['2017-11-16T22:31:08', le(micros('2017-11-16T22:31:08')), -2047944441],
    ['iceberg', Buffer.from('iceberg'), 1210000089],
    ['14.20', Buffer.from([0x05, 0x8c]), -500754589],
    ['0x00010203', Buffer.from([0, 1, 2, 3]), -188683207],
    ['f79c3e09-677c-4bbd-a479-3f349cb785e7', Buffer.from('f79c3e09677c4bbda4793f349cb785e7', 'hex'), 1488055340],
  ]
  for (const [what, bytes, hash] of hashes)
    it(`hash ${what} as the specification does`, () => {
      assert.equal(murmur3(bytes) | 0, hash)
    })

  it('put values of each type into the bucket of their hash', () => {
    const masked = (hash: number): bigint => BigInt(hash & 0x7fffffff) % 2147483647n
    assert.equal(bucket('int', 34n), masked(2017239379))
    assert.equal(bucket('long', 34n), masked(2017239379))
    assert.equal(bucket('date', 17486n), masked(-653330422))
    assert.equal(bucket('timestamp', micros('2017-11-16T22:31:08')), masked(-2047944441))
    assert.equal(bucket('string', 'iceberg'), masked(1210000089))
    assert.equal(bucket('decimal(9,2)', 1420n), masked(-500754589))
    assert.equal(bucket('uuid', 'f79c3e09-677c-4bbd-a479-3f349cb785e7'), masked(1488055340))
  })

  const cases: [string, string, string | bigint, string | bigint | undefined][] = [
    ['truncate[10]', 'int', 1n, 0n],
    ['truncate[10]', 'int', -1n, -10n],
    ['truncate[50]', 'decimal(9,2)', 1065n, 1050n],
    ['truncate[3]', 'string', 'iceberg', 'ice'],
    ['truncate[2]', 'string', '😀😀😀', '😀😀'],
    ['year', 'date', -1n, -1n],
    ['month', 'date', 17486n, 574n],
    ['month', 'date', -1n, -1n],
    ['day', 'timestamp', -1n, -1n],
    ['day', 'timestamptz', 86_400_000_000n, 1n],
    ['hour', 'timestamp', micros('2017-11-16T22:31:08'), 419686n],
    ['hour', 'timestamp', -1n, -1n],
    ['hour', 'date', 1n, undefined],
    ['identity', 'long', 5n, 5n],
    ['void', 'long', 5n, undefined],
    ['bucket[3]', 'double', 5n, undefined],
  ]
  for (const [transform, type, value, expected] of cases)
    it(`${transform} of ${type} ${value} is ${expected}`, () => {
      assert.equal(transformed(readTransform(transform), icebergType(type), value), expected)
    })
})
