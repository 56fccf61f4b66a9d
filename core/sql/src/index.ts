export { compile } from './compile.ts'
export type { Dialect } from './emit/dialect.ts'
export { duckdbAllowedFunctions } from './emit/duckdb/allowed-functions.ts'
export { duckdb, duckdbFromText } from './emit/duckdb.ts'
export { type Emission, emit } from './emit/emit.ts'
export { closeEnough, doubleBound } from './evaluate/close.ts'
export { type Evaluated, evaluate, type Tables } from './evaluate/evaluate.ts'
export { compareInSort, groupKey } from './evaluate/order.ts'
export { callFunction, callSpelling, scalarSpellings, unitArgument } from './function/call.ts'
export { castable, castRange, isNumeric } from './function/cast.ts'
export {
  aggregateFunctions,
  findAggregate,
  findScalar,
  findWindow,
  scalarFunctions,
  windowFunctions,
} from './function/catalogue.ts'
export { coerce, commonType, unify } from './function/coerce.ts'
export type { AggregateName, FunctionName, WindowName } from './function/function-name.ts'
export { castTo, literal } from './function/literal.ts'
export { mayOverflow } from './function/overflow.ts'
export { hull } from './function/range.ts'
export { renderFunctionReference } from './function/reference.ts'
export { refusedFunctions } from './function/refused.ts'
export type { AggregateFunction, Applied, Misapplied, ScalarFunction, WindowFunction } from './function/signature.ts'
export { isMisapplied } from './function/signature.ts'
export { type ColumnBounds, needsOf, type TableNeeds } from './need/needs.ts'
export { type NormalAggregates, normalAggregates, normalText } from './normal/normal.ts'
export { printRelation } from './relation/print.ts'
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
export { malformations } from './relation/well-formed.ts'
export { resolve } from './resolve/resolve.ts'
export type { BoundParameter, ColumnSchema, Schema, TableSchema } from './resolve/schema.ts'
export { type NamedType, parseTypeName, parseTypeText, typeNames } from './resolve/type-name.ts'
export { limits as textLimits } from './syntax/limits.ts'
export { type Parsed, parse } from './syntax/parse.ts'
export { printSyntax } from './syntax/print.ts'
export type { QuerySyntax } from './syntax/tree.ts'
export * from './type/sql-type.ts'
export { readValue, writeValue } from './type/value-text.ts'
