export { type Code, type Codes, catalogue } from './catalogue/catalogue.ts'
export { type Author, type Diagnostic, diagnostic, hasErrors } from './diagnostic.ts'
export { accepted, type Result, refused } from './result.ts'
export { cover, type Position, positionAt, type Span } from './span.ts'
