import { compileRe2 } from "../../conditions/regex.ts";
import type { DecisionAction } from "../../evidence/decision-actions.ts";
import type { Steps } from "../../text/pattern/automaton.ts";
import { budgetFor } from "../../text/pattern/budget.ts";
import type { Pattern } from "../../text/pattern/pattern.ts";
import { type EvaluateModule, MAX_FINDINGS, type ModuleFinding, type ModuleOutcome, NOTHING, type PolicyModule } from "../module.ts";
import { isWorse } from "../run-modules.ts";
import { type SubmissionText, submissionTexts } from "../submission-texts.ts";
import { tellUnfinished } from "../tell-unfinished.ts";
import { type ContentConfig, type ContentDecision, contentConfig } from "./config.ts";
import { scanContent } from "./scan-content.ts";
import { compileTerms } from "./terms.ts";

const ACTIONS = { deny: "DENY", require_approval: "REQUIRE_APPROVAL", flag: "ALLOW" } as const satisfies Record<
  Exclude<ContentDecision, "off">,
  DecisionAction
>;
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
  readonly place: SubmissionText;
  readonly start: number;
  readonly end: number;
}

function compile(config: ContentConfig): EvaluateModule {
  const findTerms = compileTerms(config.terms);
  const patterns = config.patterns
    .filter(({ action }) => action !== "off")
    .map(({ name, action, regex }) => ({ name, action, pattern: compileRe2(regex) }));
  return ({ facts, tools }) => {
    const texts = submissionTexts(facts.submission);
    const length = texts.reduce((sum, { text }) => sum + text.length, 0);
    if (length > config.max_bytes) return exceeded(config, TOO_LARGE);
    const steps = budgetFor(length, texts.length);
    const unfinished = new Set<string>();
    const found = texts
      .flatMap((place) => [
        ...findKnown(config, place),
        ...findTerms(place.text).map(({ name, action, start, end }) => ({ ...forbidden(name, action), place, start, end })),
        ...patterns.flatMap(({ name, action, pattern }) => {
          const spans = findPattern(pattern, place, steps);
          if (spans === undefined) unfinished.add(name);
          return (spans ?? []).map((span) => ({ ...forbidden(name, action), place, ...span }));
        }),
      ])
      .filter((one): one is Found => one.action !== "off");
    const reported = found.length === 0 ? NOTHING : report(found, tools.fingerprint);
    if (found.length > MAX_FINDINGS) return alsoExceeded(config, reported, TOO_LARGE);
    return unfinished.size === 0 ? reported : alsoExceeded(config, reported, tellUnfinished("pattern", [...unfinished]));
  };
}

/** Rules add up: two phrases that are harmless alone may be an attack together. */
function findKnown(config: ContentConfig, place: SubmissionText) {
  const hits = scanContent(place.text);
  return (["prompt_injection", "unsafe_code"] as const).flatMap((kind) => {
    const own = hits.filter(({ rule }) => rule.kind === kind);
    const suspicion = 1 - own.reduce((calm, { rule }) => calm * (1 - rule.weight), 1);
    if (suspicion < config.sensitivity || suspicion === 0) return [];
    return own.map(({ rule, start, end }) => ({ kind, type: rule.id, action: config[kind], weight: suspicion, place, start, end }));
  });
}

const forbidden = (type: string, action: ContentDecision) => ({ kind: "forbidden_term" as const, type, action, weight: 1 });

/** The first match; undefined when steps ran out. */
function findPattern(pattern: Pattern, { text }: SubmissionText, steps: Steps): { start: number; end: number }[] | undefined {
  return pattern.find(text, steps, { most: 1 })?.map((groups) => ({ start: groups[0] as number, end: groups[1] as number }));
}

function report(found: readonly Found[], fingerprint: (value: string) => string): ModuleOutcome {
  const worst = found.reduce((one, other) => (isWorse(ACTIONS[other.action], ACTIONS[one.action]) ? other : one));
  return {
    action: ACTIONS[worst.action],
    reason_codes: [...new Set(found.map(({ kind }) => CODES[kind]))],
    risk: worst.action === "flag" ? 40 : Math.round(100 * worst.weight),
    findings: found.slice(0, MAX_FINDINGS).map(({ kind, type, weight, place: { at, part, text }, start, end }) => ({
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

const TOO_LARGE = "The request is too large to be judged by its content: send less at once.";

/** What was not looked at is never allowed as if it were clean. */
function exceeded({ on_exceed }: ContentConfig, message: string): ModuleOutcome {
  const reason_codes = ["CONTENT_SCAN_INCOMPLETE"];
  if (on_exceed === "flag") return { action: "ALLOW", reason_codes, risk: 40, message };
  return { action: "DENY", reason_codes, risk: 100, message };
}

/** What was found stands beside what was not finished; the worse of the two decides. */
function alsoExceeded(config: ContentConfig, found: ModuleOutcome, message: string): ModuleOutcome {
  const outcome = exceeded(config, message);
  const worse = found.reason_codes.length > 0 && !isWorse(outcome.action, found.action) ? found : outcome;
  return { ...found, ...worse, reason_codes: [...found.reason_codes, ...outcome.reason_codes], risk: Math.max(found.risk, outcome.risk) };
}

/** Prompt injection, unsafe code and what an organisation forbids. */
export const content = {
  name: "content",
  schema: contentConfig,
  denial: "CONTENT_BLOCKED",
  compile,
} as const satisfies PolicyModule<typeof contentConfig>;
