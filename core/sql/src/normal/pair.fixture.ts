/** Two queries over the tables of example.fixture.ts, and what tells them apart. */
export type Pair = readonly [what: string, one: string, other: string]
