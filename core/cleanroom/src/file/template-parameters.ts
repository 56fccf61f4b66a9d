import { accepted, type Diagnostic, diagnostic, type Result, refused } from '@glovebox/diagnostics'
import type { BoundParameter } from '@glovebox/sql'
import type { AnalysisTemplate, TemplateParameter } from '../model/analysis-template.ts'
import { acceptedValue, readParameterValue } from './parameter-type.ts'

/** The parameters of a run of a template: the values given as text, or the defaults; or everything wrong with them. */
export function bindParameters(
  template: AnalysisTemplate,
  given: Readonly<Record<string, string>>,
): Result<readonly BoundParameter[]> {
  const known = template.parameters.map(({ name }) => name)
  const unknown = Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => diagnostic('TEMPLATE_PARAMETER_UNKNOWN', { template: template.name, name, known }))
  const bound: BoundParameter[] = []
  const wrong: Diagnostic[] = []
  for (const parameter of template.parameters) {
    const value = valueFor(parameter, given)
    if (value !== undefined) bound.push({ name: parameter.name, type: parameter.type, value })
    else wrong.push(refusal(template.name, parameter, given))
  }
  const diagnostics = [...unknown, ...wrong]
  return diagnostics.length === 0 ? accepted(bound) : refused(diagnostics)
}

function valueFor(
  parameter: TemplateParameter,
  given: Readonly<Record<string, string>>,
): BoundParameter['value'] | undefined {
  const text = textFor(parameter, given)
  return text === undefined ? parameter.default : readParameterValue(text, parameter)
}

function textFor({ name }: TemplateParameter, given: Readonly<Record<string, string>>): string | undefined {
  return Object.hasOwn(given, name) ? given[name] : undefined
}

function refusal(template: string, parameter: TemplateParameter, given: Readonly<Record<string, string>>): Diagnostic {
  const { name, declared, description } = parameter
  const form = acceptedValue(parameter)
  const text = textFor(parameter, given)
  return text === undefined
    ? diagnostic('TEMPLATE_PARAMETER_MISSING', { template, name, form, description })
    : diagnostic('TEMPLATE_PARAMETER_VALUE', { name, given: text, declared, form })
}
