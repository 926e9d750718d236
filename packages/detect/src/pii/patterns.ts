import PATTERNS from "../rules/personal-patterns.json" with { type: "json" };

type Id = keyof typeof PATTERNS;

/** Expressions of personal data and of the text around it. `{{id}}` in an expression stands for another one. */
export const PERSONAL = Object.fromEntries(
  Object.entries<{ regex: string; flags?: string }>(PATTERNS).map(([id, { regex, flags }]) => [
    id,
    new RegExp(
      regex.replace(/\{\{(\w+)\}\}/g, (_, inner) => PATTERNS[inner as Id].regex),
      flags,
    ),
  ]),
) as Readonly<Record<Id, RegExp>>;
