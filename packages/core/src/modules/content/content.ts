import { compileTerms, scanContent } from "@agentlattice/detect";
import { budgetFor, compileRe2, type Pattern, type Steps } from "@agentlattice/patterns";
import { describeUnfinished } from "../describe-unfinished.ts";
import { ACTIONS, type Detection, defineDetectorModule } from "../detector-module.ts";
import { MAX_FINDINGS, type ModuleFinding, type ModuleInput, type ModuleOutcome } from "../module.ts";
import { isWorse } from "../run-modules.ts";
import type { SubmissionText } from "../submission-texts.ts";
import { type ContentConfig, type ContentDecision, contentConfig } from "./config.ts";

const CODES = {
  prompt_injection: "PROMPT_INJECTION_DETECTED",
  unsafe_code: "UNSAFE_CODE_DETECTED",
  forbidden_term: "FORBIDDEN_CONTENT_DETECTED",
} as const;
const MESSAGES = {
  prompt_injection: "The request holds text that reads like an attempt to give the agent new orders.",
  unsafe_code: "The request holds code that could destroy or carry away data.",
  forbidden_term: "The request holds content that your organisation does not allow.",
} as const;

interface Found {
  readonly kind: keyof typeof CODES;
  readonly type: string;
  readonly action: Exclude<ContentDecision, "off">;
  readonly weight: number;
  readonly source: SubmissionText;
  readonly start: number;
  readonly end: number;
}

function compile(config: ContentConfig): (input: ModuleInput, texts: readonly SubmissionText[]) => Detection {
  const findTerms = compileTerms(config.terms);
  const actionOf = new Map(config.terms.map(({ name, action }) => [name, action]));
  const patterns = config.patterns
    .filter(({ action }) => action !== "off")
    .map(({ name, action, regex }) => ({ name, action, pattern: compileRe2(regex) }));
  return ({ tools }, texts) => {
    const length = texts.reduce((sum, { text }) => sum + text.length, 0);
    const steps = budgetFor(length, texts.length);
    const unfinished = new Set<string>();
    const found: Found[] = [];
    const add = (finding: Omit<Found, "action"> & { readonly action: ContentDecision }) => {
      if (finding.action !== "off") found.push({ ...finding, action: finding.action });
    };
    return {
      read(source) {
        findKnown(config, source).forEach(add);
        for (const { name, start, end } of findTerms(source.text))
          add({ ...forbidden(name, actionOf.get(name) ?? "deny"), source, start, end });
        for (const { name, action, pattern } of patterns) {
          const spans = findPattern(pattern, source, steps);
          if (spans === undefined) unfinished.add(name);
          for (const span of spans ?? []) add({ ...forbidden(name, action), source, ...span });
        }
        return found.length;
      },
      report: () => report(found, tools.fingerprint),
      unfinished: () => (unfinished.size === 0 ? undefined : describeUnfinished("pattern", [...unfinished])),
    };
  };
}

/** Combines the weights of all rules that match, because phrases that are harmless alone may be an attack together. */
function findKnown(config: ContentConfig, source: SubmissionText) {
  const hits = scanContent(source.layers);
  return (["prompt_injection", "unsafe_code"] as const).flatMap((kind) => {
    const own = hits.filter(({ rule }) => rule.kind === kind);
    const suspicion = 1 - own.reduce((calm, { rule }) => calm * (1 - rule.weight), 1);
    if (suspicion < config.sensitivity || suspicion === 0) return [];
    return own.map(({ rule, start, end }) => ({
      kind,
      type: rule.id,
      action: config[kind],
      weight: suspicion,
      source,
      start,
      end,
    }));
  });
}

const forbidden = (type: string, action: ContentDecision) => ({ kind: "forbidden_term" as const, type, action, weight: 1 });

/** Returns the first match; undefined when the step budget ran out. */
function findPattern(pattern: Pattern, { text }: SubmissionText, steps: Steps): { start: number; end: number }[] | undefined {
  return pattern.find(text, steps, { most: 1 })?.map((groups) => ({ start: groups[0] as number, end: groups[1] as number }));
}

function report(found: readonly Found[], fingerprint: (value: string) => string): ModuleOutcome {
  const worst = found.reduce((one, other) => (isWorse(ACTIONS[other.action], ACTIONS[one.action]) ? other : one));
  return {
    action: ACTIONS[worst.action],
    reason_codes: [...new Set(found.map(({ kind }) => CODES[kind]))],
    risk: worst.action === "flag" ? 40 : Math.round(100 * worst.weight),
    findings: found.slice(0, MAX_FINDINGS).map(({ kind, type, weight, source: { at, part, text }, start, end }) => ({
      type,
      category: kind,
      severity: severityOf(kind, weight),
      confidence: Math.round(weight * 100) / 100,
      fingerprint: fingerprint(text.slice(start, end)),
      at,
      part,
      start,
      end,
    })),
    message: MESSAGES[worst.kind],
  };
}

function severityOf(kind: Found["kind"], weight: number): ModuleFinding["severity"] {
  if (kind === "forbidden_term") return "medium";
  return weight >= 0.9 ? "critical" : "high";
}

/** Detects prompt injection, unsafe code and content that an organisation forbids. */
export const content = defineDetectorModule({
  name: "content",
  schema: contentConfig,
  denial: "CONTENT_BLOCKED",
  incomplete: {
    code: "CONTENT_SCAN_INCOMPLETE",
    risk: 40,
    message: "The request is too large to be judged by its content: send less at once.",
  },
  compile,
});
