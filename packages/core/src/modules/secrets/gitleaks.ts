import { parse } from "smol-toml";
import { z } from "zod";

const texts = z.array(z.string()).default([]);
const allowlist = z.object({
  regexes: texts,
  stopwords: texts,
  condition: z.string().optional(),
  regexTarget: z.string().optional(),
  paths: texts,
  commits: texts,
});
const document = z.object({
  allowlist: allowlist.optional(),
  allowlists: z.array(allowlist).default([]),
  rules: z
    .array(
      z.object({
        id: z.string().min(1).max(100),
        description: z.string().optional(),
        regex: z.string().optional(),
        entropy: z.number().optional(),
        secretGroup: z.int().optional(),
        keywords: texts,
        path: z.string().optional(),
        allowlist: allowlist.optional(),
        allowlists: z.array(allowlist).default([]),
      }),
    )
    .default([]),
});

/** What a rule lets pass: on the credential, the whole match, or the line; or because the credential holds a word. */
export interface Exemption {
  readonly regexes: readonly string[];
  readonly target: "secret" | "match" | "line";
  readonly stopwords: readonly string[];
  /** Whether both have to fit. */
  readonly all: boolean;
}

export interface GitleaksRule {
  readonly id: string;
  readonly title: string;
  readonly regex: string;
  readonly keywords: readonly string[];
  readonly entropy: number;
  readonly secretGroup: number | undefined;
  readonly exemptions: readonly Exemption[];
}

/** The configuration that gitleaks ships has 222 rules and some 60 patterns of what is let pass. */
const MAX_RULES = 500;
const MAX_EXEMPTING = 500;
const MAX_REGEX = 4_000;
/** Keys within keys within keys take the parser quadratic time. */
const DEEP_KEY = /(?:[\w"'-]{1,64}[ \t]{0,4}\.[ \t]{0,4}){32}/;

/** Read when it is written, checked, compiled, and again with every change of the configuration. */
const MAX_REMEMBERED = 8;
const remembered = new Map<string, readonly GitleaksRule[]>();

/** {@link readRules}; the same document once while it is remembered. */
export function readGitleaks(toml: string): readonly GitleaksRule[] {
  let rules = remembered.get(toml);
  if (!rules) {
    rules = readRules(toml);
    for (const oldest of remembered.keys()) if (remembered.size >= MAX_REMEMBERED) remembered.delete(oldest);
    remembered.set(toml, rules);
  }
  return rules;
}

/**
 * The rules of a gitleaks configuration. Rules about file paths only, and conditions on paths and commits, have no meaning for
 * content and are left out.
 * @throws Error with a sentence about the document
 */
function readRules(toml: string): readonly GitleaksRule[] {
  const parsed = document.safeParse(readToml(toml));
  if (!parsed.success) throw new Error(`not a gitleaks configuration: ${z.prettifyError(parsed.error)}`);
  const { allowlist: global, allowlists, rules } = parsed.data;
  refuseTooMuch(parsed.data);
  const everywhere = [...(global ? [global] : []), ...allowlists].flatMap(toExemption);
  return rules.flatMap((rule) => {
    if (rule.regex === undefined) return [];
    return {
      id: toId(rule.id),
      title: rule.description ?? rule.id,
      regex: rule.regex,
      keywords: rule.keywords.filter((word) => /^[\x20-\x7e]{2,60}$/.test(word)).map((word) => word.toLowerCase()),
      entropy: rule.entropy ?? 0,
      secretGroup: rule.secretGroup,
      exemptions: [...[...(rule.allowlist ? [rule.allowlist] : []), ...rule.allowlists].flatMap(toExemption), ...everywhere],
    };
  });
}

function refuseTooMuch({ allowlist: global, allowlists, rules }: z.output<typeof document>): void {
  if (rules.length > MAX_RULES) throw new Error(`there are ${rules.length} rules, at most ${MAX_RULES} are allowed`);
  const lists = [global, ...allowlists, ...rules.flatMap((rule) => [rule.allowlist, ...rule.allowlists])];
  const exempting = lists.flatMap((list) => list?.regexes ?? []);
  if (exempting.length > MAX_EXEMPTING)
    throw new Error(`its allow lists have ${exempting.length} patterns, at most ${MAX_EXEMPTING} are allowed`);
  for (const { id, regex = "" } of rules)
    if (regex.length > MAX_REGEX)
      throw new Error(`rule ${toId(id)}: the pattern has ${regex.length} characters, at most ${MAX_REGEX} are allowed`);
  if (exempting.some((regex) => regex.length > MAX_REGEX))
    throw new Error(`a pattern of an allow list has more than ${MAX_REGEX} characters`);
}

function readToml(toml: string): unknown {
  if (DEEP_KEY.test(toml)) throw new Error("keys nest deeper than 32");
  try {
    return parse(toml);
  } catch (error) {
    throw new Error(`not TOML: ${error instanceof Error ? error.message.split("\n")[0] : "unreadable"}`);
  }
}

/** An id as findings have them. */
function toId(id: string): string {
  const words = id.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return (/^[a-z]/.test(words[0] ?? "") ? words : ["rule", ...words]).join("-").slice(0, 64).replace(/-$/, "");
}

function toExemption({ regexes, stopwords, condition, regexTarget, paths, commits }: z.output<typeof allowlist>): Exemption[] {
  const all = condition?.toUpperCase() === "AND";
  if (regexes.length + stopwords.length === 0 || (all && paths.length + commits.length > 0)) return [];
  const target = regexTarget === "match" || regexTarget === "line" ? regexTarget : "secret";
  return [{ regexes, stopwords: stopwords.map((word) => word.toLowerCase()), target, all }];
}
