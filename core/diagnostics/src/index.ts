export { type Code, type Codes, catalogue } from './catalogue/catalogue.ts'
export { oneOf, quote } from './catalogue/entry.ts'
export {
  type RefusedForm,
  type RefusedOperator,
  type RefusedString,
  refusedForms,
  refusedOperators,
  refusedStatements,
} from './catalogue/refused-sql.ts'
export { type Author, type Diagnostic, diagnostic, hasErrors } from './diagnostic.ts'
export { type Shown, showLine, showText } from './display-text.ts'
export { nearest } from './nearest.ts'
export { type Renderable, type RenderOptions, renderDiagnostics } from './render.ts'
export { accepted, type Result, refused } from './result.ts'
export { cover, type Position, positionAt, type Span } from './span.ts'
