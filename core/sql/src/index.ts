export type { AggregateName, FunctionName, WindowName } from './function/function-name.ts'
export type * from './relation/relation.ts'
export {
  aggregateExpressions,
  children,
  expressionsOf,
  inputs,
  mapChildren,
  mapExpression,
  mapExpressions,
  mapInputs,
  mapSubqueries,
  relationsOf,
  subqueries,
  subqueryOf,
  tablesOf,
  windowExpressions,
} from './relation/walk.ts'
export type { BoundParameter, ColumnSchema, Schema, TableSchema } from './resolve/schema.ts'
export { type NamedType, parseTypeName, parseTypeText, typeNames } from './resolve/type-name.ts'
export * from './type/sql-type.ts'
export { readValue, writeValue } from './type/value-text.ts'
