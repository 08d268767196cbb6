/** `$${` writes `${` itself; everything else in braces is the name of a variable. */
const REFERENCE = /\$\$\{|\$\{([^}\n]*)\}/g;
const NAME = /^[a-z][a-z0-9_]*$/;

/** A text with what variables hold in it. */
export function filledIn(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(REFERENCE, (whole, name?: string) =>
    name === undefined ? "${" : (variables.get(name) ?? whole),
  );
}

/** What stands in braces in a text, be it a name that a variable can have or not. */
export function namedIn(text: string): readonly string[] {
  return [...text.matchAll(REFERENCE)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

/** Whether a variable can have this name. */
export function isVariable(name: string): boolean {
  return NAME.test(name);
}
