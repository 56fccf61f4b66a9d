import {
  booleanType,
  dateType,
  decimalType,
  doubleType,
  integerType,
  type Schema,
  type Tables,
  textType,
  timestampType,
} from '@glovebox/sql'
import { randomValue } from '../differential/database.ts'
import { percent, type Source, several } from '../differential/source.ts'

const narrow = { low: -(2 ** 31), high: 2 ** 31 - 1 }

/** The tables that the golden queries read. */
export const schema: Schema = {
  tables: [
    {
      name: 'impressions',
      columns: [
        { name: 'user_id', type: integerType, nullable: true },
        { name: 'campaign_id', type: textType, nullable: true },
        { name: 'event_date', type: dateType, nullable: true },
        { name: 'shown_at', type: timestampType, nullable: true },
        { name: 'cost', type: doubleType, nullable: true },
        { name: 'clicks', type: integerType, nullable: false, range: narrow },
      ],
    },
    {
      name: 'purchases',
      columns: [
        { name: 'user_id', type: integerType, nullable: true },
        { name: 'amount', type: decimalType(10, 2), nullable: true },
        { name: 'quantity', type: integerType, nullable: true, range: narrow },
        { name: 'bought', type: dateType, nullable: true },
        { name: 'note', type: textType, nullable: true },
      ],
    },
    {
      name: 'campaigns',
      columns: [
        { name: 'campaign_id', type: textType, nullable: false },
        { name: 'Full "Name"', type: textType, nullable: true },
        { name: 'budget', type: decimalType(38, 2), nullable: true },
        { name: 'active', type: booleanType, nullable: true },
      ],
    },
  ],
}

/** Rows for the tables, the same for the same source. */
export function rowsFor(source: Source): Tables {
  const tables = schema.tables.map(({ name, columns }) => {
    const rows = several(source, 0, 8, () =>
      columns.map(({ type, nullable, range }) => {
        if (nullable && percent(source, 12)) return null
        const value = randomValue(source, type, false)
        if (range === undefined || typeof value !== 'bigint') return value
        return value > BigInt(range.high) || value < BigInt(range.low) ? 0n : value
      }),
    )
    return [name, rows] as const
  })
  return Object.fromEntries(tables)
}
