export type { AggregateName, FunctionName, WindowName } from './function/function-name.ts'
export type * from './relation/relation.ts'
export type { BoundParameter, ColumnSchema, Schema, TableSchema } from './resolve/schema.ts'
export * from './type/sql-type.ts'
