// Checks of a tree of plain data against the shapes it may have: a field or a tag that is not listed is refused.

/** Why a tree is refused. */
export class Refusal extends Error {}

/** Refuses a value by throwing. `Place` is what the check knows of where it stands. */
export type Check<Place> = (place: Place, value: unknown) => void

/** The fields that a node may have. */
export type Shape<Place> = Readonly<Record<string, Check<Place>>>

/** Passes whatever stands there. Only for what cannot name anything. */
export function anything(): void {}

/** Passes the listed values only. */
export function oneOf(...allowed: readonly unknown[]): Check<unknown> {
  return (_, value) => {
    if (!allowed.includes(value)) throw new Refusal(`${shown(value)} is not allowed`)
  }
}

/** Passes lists whose items all pass. */
export function listOf<Place>(check: Check<Place>): Check<Place> {
  return (place, value) => {
    for (const item of asList(value)) check(place, item)
  }
}

/** Passes nodes that have no field but these, each of which passes. */
export function shaped<Place>(shape: Shape<Place>): Check<Place> {
  return (place, value) => {
    for (const [field, inner] of Object.entries(asFields(value))) {
      const check = Object.hasOwn(shape, field) ? shape[field] : undefined
      if (check === undefined) throw new Refusal(`the field ${shown(field)} is not allowed`)
      check(place, inner)
    }
  }
}

/** Chooses the shape by a field of the node. */
export function tagged<Place>(field: string, shapes: Readonly<Record<string, Check<Place>>>): Check<Place> {
  return (place, value) => {
    const tag = asFields(value)[field]
    const check = typeof tag === 'string' && Object.hasOwn(shapes, tag) ? shapes[tag] : undefined
    if (check === undefined) throw new Refusal(`the node ${shown(tag)} is not allowed`)
    check(place, value)
  }
}

/** The fields of a node. */
export function asFields(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refusal(`${shown(value)} is not a node`)
  return value as Readonly<Record<string, unknown>>
}

/** The items of a list. */
export function asList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Refusal(`${shown(value)} is not a list`)
  return value
}

/** A value in a reason, shortened. */
export function shown(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, 120)
}
