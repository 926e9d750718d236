import { parse } from "smol-toml";
import { z } from "zod";

/** Keys by their spelling in lower case, because gitleaks ignores case. */
const KEYS = new Map(
  [
    "allowlist allowlists rules extend useDefault disabledRules path url regexes stopwords condition regexTarget paths commits",
    "targetRules id description regex entropy secretGroup keywords skipReport required tags title minVersion",
  ]
    .flatMap((line) => line.split(" "))
    .map((key) => [key.toLowerCase(), key]),
);

const texts = z.array(z.string()).default([]);
/** Keeps unknown keys of a table, so that they can be reported. */
const unread = <Shape extends z.ZodRawShape>(shape: Shape) => z.object(shape).catchall(z.unknown());
const oneOf = <const Words extends readonly string[]>(words: Words) =>
  z
    .string()
    .refine(
      (given) => words.some((word) => word.toLowerCase() === given.toLowerCase()),
      `must be ${words.filter((word) => word !== "").join(", ")}`,
    );

const list = {
  description: z.string().optional(),
  regexes: texts,
  stopwords: texts,
  condition: oneOf(["AND", "&&", "OR", "||", ""]).default("OR"),
  regexTarget: oneOf(["secret", "match", "line", ""]).default("secret"),
  paths: texts,
  commits: texts,
};
const allowlist = unread(list);

const rule = unread({
  id: z.string().min(1).max(100),
  description: z.string().optional(),
  regex: z.string().optional(),
  entropy: z.number().optional(),
  secretGroup: z.int().min(0).optional(),
  keywords: texts,
  path: z.string().optional(),
  tags: texts,
  skipReport: z.boolean().default(false),
  required: z.array(z.unknown()).default([]),
  allowlist: allowlist.optional(),
  allowlists: z.array(allowlist).default([]),
});

const document = unread({
  title: z.string().optional(),
  description: z.string().optional(),
  minVersion: z.string().optional(),
  extend: unread({
    useDefault: z.boolean().default(false),
    disabledRules: texts,
    path: z.string().default(""),
    url: z.string().default(""),
  }).optional(),
  allowlist: allowlist.optional(),
  allowlists: z.array(unread({ ...list, targetRules: texts })).default([]),
  rules: z.array(rule).default([]),
});

export type GitleaksDocument = z.output<typeof document>;
export type Allowlist = z.output<typeof allowlist> & { readonly targetRules?: readonly string[] | undefined };

const SHAPES = {
  document,
  extend: document.shape.extend.unwrap(),
  allowlist,
  globalAllowlist: document.shape.allowlists.unwrap().element,
  rule,
};

/** Returns the keys of a table that are not supported. */
export function unknownKeys(table: object, shape: keyof typeof SHAPES): string[] {
  return Object.keys(table).filter((key) => !Object.hasOwn(SHAPES[shape].shape, key));
}

/** Matches deeply dotted keys, for which the parser needs quadratic time. */
const DEEP_KEY = /(?:[\w"'-]{1,64}[ \t]{0,4}\.[ \t]{0,4}){32}/;

/**
 * The text of a configuration, as far as gitleaks would read it.
 * @throws Error with a sentence about the document, which names the rule
 */
export function readDocument(toml: string): GitleaksDocument {
  const tables = withOneSpelling(readToml(toml));
  const parsed = document.safeParse(tables);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(
    `not a gitleaks configuration: ${pathOf(issue?.path ?? [], tables)}: ${(issue?.message ?? "").replace(/^Invalid input: /, "")}`,
  );
}

function readToml(toml: string): unknown {
  if (DEEP_KEY.test(toml)) throw new Error("keys nest deeper than 32");
  try {
    return parse(toml);
  } catch (error) {
    throw new Error(`not TOML: ${error instanceof Error ? error.message.split("\n")[0] : "unreadable"}`);
  }
}

function withOneSpelling(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withOneSpelling);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [KEYS.get(key.toLowerCase()) ?? key, withOneSpelling(inner)]));
}

/** `rule acme-token, allowlists[0].condition`. */
function pathOf(path: readonly PropertyKey[], tables: unknown): string {
  const [first, index, ...rest] = path;
  const written = (keys: readonly PropertyKey[]) =>
    keys.reduce<string>(
      (written, key) => (typeof key === "number" ? `${written}[${key}]` : written === "" ? String(key) : `${written}.${String(key)}`),
      "",
    );
  const rules = (tables as { rules?: unknown }).rules;
  if (first !== "rules" || typeof index !== "number" || !Array.isArray(rules) || rest.length === 0) return written(path);
  const id: unknown = (rules[index] as { id?: unknown }).id;
  return `rule ${typeof id === "string" ? id : `number ${index + 1}`}, ${written(rest)}`;
}
