const REFERENCE = /\$\{([a-z][a-z0-9_]*)\}/g;

/** A text with what variables hold in it; a name that nobody has set stays as it stands. */
export function filledIn(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(REFERENCE, (whole, name: string) => variables.get(name) ?? whole);
}

/** The variables that a text names. */
export function namedIn(text: string): readonly string[] {
  return [...text.matchAll(REFERENCE)].map(([, name = ""]) => name);
}
