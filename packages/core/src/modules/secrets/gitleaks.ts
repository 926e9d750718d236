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

/**
 * The rules of a gitleaks configuration. Rules about file paths only, and conditions on paths and commits, have no meaning for
 * content and are left out.
 * @throws Error with a sentence about the document
 */
export function readGitleaks(toml: string): readonly GitleaksRule[] {
  const parsed = document.safeParse(readToml(toml));
  if (!parsed.success) throw new Error(`not a gitleaks configuration: ${z.prettifyError(parsed.error)}`);
  const { allowlist: global, allowlists, rules } = parsed.data;
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

function readToml(toml: string): unknown {
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
