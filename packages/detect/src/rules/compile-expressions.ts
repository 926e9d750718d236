interface Expression {
  readonly regex: string;
  readonly flags?: string;
}

/** Compiles the expressions of a file of rules. `{{id}}` in an expression stands for another one of the file. */
export function compileExpressions<Id extends string>(file: Readonly<Record<Id, Expression>>): Readonly<Record<Id, RegExp>> {
  const expand = (regex: string): string => regex.replace(/\{\{(\w+)\}\}/g, (_, id: Id) => expand(file[id].regex));
  const compiled = Object.entries<Expression>(file).map(([id, { regex, flags }]) => [id, new RegExp(expand(regex), flags)]);
  return Object.fromEntries(compiled) as Record<Id, RegExp>;
}
