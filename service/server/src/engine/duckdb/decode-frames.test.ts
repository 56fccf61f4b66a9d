import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import {
  booleanType,
  dateType,
  decimalType,
  doubleType,
  integerType,
  type SqlType,
  textType,
  timestampType,
} from '@glovebox/sql'
import fc from 'fast-check'
import { decodeCell, decodeRows, readFrames } from './decode-frames.ts'
import type { WireCell, WorkerFrame } from './worker/wire.ts'

const read = async (text: string, sizes: readonly number[] = [], most = 1_000_000) => {
  const bytes = Buffer.from(text)
  const parts: Buffer[] = []
  let at = 0
  for (const size of sizes) {
    parts.push(bytes.subarray(at, at + size))
    at += size
  }
  const frames: WorkerFrame[] = []
  const problem = await readFrames(Readable.from([...parts, bytes.subarray(at)]), most, (frame) => frames.push(frame))
  return { frames, problem }
}

describe('frames', () => {
  test('are read however they are cut', async () => {
    const text = '{"kind":"started"}\n{"kind":"rows","rows":[["ü",1]]}\n{"kind":"done"}\n'
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(30), { maxLength: 20 }), async (sizes) => {
        const { frames, problem } = await read(text, sizes)
        assert.equal(problem, undefined)
        assert.deepEqual(frames, [{ kind: 'started' }, { kind: 'rows', rows: [['ü', 1]] }, { kind: 'done' }])
      }),
    )
  })

  for (const text of [
    'x\n',
    '\n',
    'null\n',
    '1\n',
    '{}\n',
    '{"kind":"other"}\n',
    '{"kind":"rows"}\n',
    '{"kind":"failed"}\n',
    '{"kind":"failed","reason":1}\n',
    '{"kind":"described","columns":[{"name":1,"engineType":"x"}]}\n',
    '{"kind":"described","columns":[{"name":"a","engineType":"x","type":{"kind":"struct"}}]}\n',
    '{"kind":"described","columns":[{"name":"a","engineType":"x","type":{"kind":"decimal","precision":99,"scale":1}}]}\n',
  ])
    test(`that are none are a problem: ${text.trim()}`, async () => {
      const { frames, problem } = await read(text)
      assert.deepEqual(frames, [])
      assert.equal(typeof problem, 'string')
    })

  test('that are too much in all are a problem', async () => {
    const { problem } = await read('{"kind":"started"}\n'.repeat(100), [], 1000)
    assert.equal(typeof problem, 'string')
    assert.equal(typeof (await read('x'.repeat(2000), [], 1000)).problem, 'string')
  })

  test('that never end are not frames', async () => {
    assert.deepEqual(await read('{"kind":"done"}'), { frames: [], problem: undefined })
  })
})

const cells: readonly (readonly [SqlType, readonly WireCell[], readonly unknown[]])[] = [
  [booleanType, [true, false], ['true', 1, 0]],
  [integerType, ['0', '-9223372036854775808', '9223372036854775807'], [1, '9223372036854775808', '1.0', '', 'x', '+1']],
  [decimalType(3, 1), ['999', '-999'], ['1000', '99.9', 99]],
  [doubleType, [1.5, 0, 'NaN', 'Infinity', '-Infinity', '-0'], ['1.5', 'nan', 'toString', true]],
  [textType, ['', 'x'], [1, true]],
  [dateType, [-719162, 2932896], [-719163, 2932897, 1.5, '1']],
  [timestampType, ['-62135596800000000', '253402300799999999'], ['-62135596800000001', '253402300800000000', 1]],
  [{ kind: 'null' }, [], ['x', 1, false]],
]

describe('cells', () => {
  for (const [type, good, bad] of cells) {
    test(`of ${type.kind} are values`, () => {
      for (const cell of [null, ...good]) assert.notEqual(decodeCell(cell, type), undefined, String(cell))
    })
    test(`that are no ${type.kind} are refused`, () => {
      for (const cell of bad) assert.equal(decodeCell(cell as WireCell, type), undefined, String(cell))
    })
  }

  test('keep their exact values', () => {
    assert.equal(decodeCell('-9223372036854775808', integerType), -9223372036854775808n)
    assert.ok(Object.is(decodeCell('-0', doubleType), -0))
    assert.ok(Number.isNaN(decodeCell('NaN', doubleType)))
  })

  test('in rows of another width are refused', () => {
    assert.deepEqual(decodeRows([['1']], [integerType]), [[1n]])
    assert.equal(decodeRows([['1', '2']], [integerType]), undefined)
    assert.equal(decodeRows([[]], [integerType]), undefined)
  })
})
