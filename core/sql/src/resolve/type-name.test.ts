import assert from 'node:assert/strict'
import { test } from 'node:test'
import { typeName } from '../type/sql-type.ts'
import { parseTypeText } from './type-name.ts'

const int32 = { low: -2147483648, high: 2147483647 }

const accepted = [
  { text: 'BOOLEAN', type: 'BOOLEAN' },
  { text: 'bool', type: 'BOOLEAN' },
  { text: 'tinyint', type: 'BIGINT', range: { low: -128, high: 127 } },
  { text: 'SMALLINT', type: 'BIGINT', range: { low: -32768, high: 32767 } },
  { text: 'INT', type: 'BIGINT', range: int32 },
  { text: 'Integer', type: 'BIGINT', range: int32 },
  { text: 'BIGINT', type: 'BIGINT' },
  { text: 'LONG', type: 'BIGINT' },
  { text: 'DECIMAL(18,2)', type: 'DECIMAL(18,2)' },
  { text: ' numeric ( 38 , 38 ) ', type: 'DECIMAL(38,38)' },
  { text: 'DECIMAL(5)', type: 'DECIMAL(5,0)' },
  { text: 'DECIMAL', type: 'DECIMAL(18,0)' },
  { text: 'double  precision', type: 'DOUBLE' },
  { text: 'FLOAT(24)', type: 'DOUBLE' },
  { text: 'VARCHAR(20)', type: 'VARCHAR' },
  { text: 'character varying(20)', type: 'VARCHAR' },
  { text: 'STRING', type: 'VARCHAR' },
  { text: 'DATE', type: 'DATE' },
  { text: 'TIMESTAMP', type: 'TIMESTAMP' },
  { text: 'TIMESTAMP(6) WITHOUT TIME ZONE', type: 'TIMESTAMP' },
]

for (const { text, type, range } of accepted) {
  test(`\`${text}\` is ${type}`, () => {
    const named = parseTypeText(text)
    assert.ok(named !== undefined)
    assert.equal(typeName(named.type), type)
    assert.deepEqual(named.range, range)
  })
}

const unknown = [
  '',
  'INTERVAL',
  'BLOB',
  'TIMESTAMPTZ',
  'TIMESTAMP WITH TIME ZONE',
  'TIMESTAMP(3)',
  'DECIMAL(39,0)',
  'DECIMAL(0)',
  'DECIMAL(5,6)',
  'DECIMAL(1,1,1)',
  'DECIMAL()',
  'DECIMAL(-1)',
  'VARCHAR(0)',
  'VARCHAR(1,2)',
  'INT(11)',
  'FLOAT(54)',
  'constructor',
  '__proto__',
  'INT; DROP',
]

for (const text of unknown) {
  test(`\`${text}\` is no type here`, () => {
    assert.equal(parseTypeText(text), undefined)
  })
}
