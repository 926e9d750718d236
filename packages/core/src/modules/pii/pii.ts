import type { DecisionAction } from "../../evidence/decision-actions.ts";
import {
  type Edit,
  type EvaluateModule,
  type ModuleFinding,
  type ModuleInput,
  type ModuleOutcome,
  NOTHING,
  type PolicyModule,
} from "../module.ts";
import { nameOf } from "../name-of.ts";
import { type SubmissionText, submissionTexts } from "../submission-texts.ts";
import { type PiiConfig, piiConfig } from "./config.ts";
import { findPii } from "./find-pii.ts";
import { lookAlikes, placeholderFor } from "./placeholder.ts";
import type { PiiHit, PiiType } from "./types.ts";

const ACTIONS = {
  deny: "DENY",
  redact: "REDACT",
  require_approval: "REQUIRE_APPROVAL",
  flag: "ALLOW",
} as const satisfies Record<PiiConfig["action"], DecisionAction>;
const RISK = { deny: 90, redact: 60, require_approval: 70, flag: 30 } as const;
const SEVERITY: Readonly<Record<PiiType, ModuleFinding["severity"]>> = {
  card: "critical",
  us_ssn: "critical",
  passport: "critical",
  iban: "high",
  date_of_birth: "medium",
  email: "medium",
  phone: "medium",
  address: "medium",
  ip_address: "low",
};
/** Of one request, different numbers; a lookup takes some 20 to 40 µs. */
const PHONE_LOOKUPS = 60;

interface Found {
  readonly place: SubmissionText;
  readonly hit: PiiHit;
}

function compile(config: PiiConfig): EvaluateModule {
  const wanted = new Set<PiiType>(config.types);
  return (input) => {
    const texts = submissionTexts(input.facts.submission);
    const budget = { lookups: PHONE_LOOKUPS, regions: config.regions, known: new Map<string, number>() };
    const found: Found[] = [];
    let rest = config.max_bytes;
    for (const [i, place] of texts.entries()) {
      rest -= place.text.length;
      if (rest < 0) break;
      for (const hit of findPii(place.text, nameOf(texts, i), budget)) {
        if (wanted.has(hit.type) && hit.confidence >= config.min_confidence) found.push({ place, hit });
      }
    }
    const outcome = found.length > 0 ? report(config, found, texts, input) : NOTHING;
    return rest < 0 ? { ...outcome, ...exceeded(config, outcome) } : outcome;
  };
}

function report(
  config: PiiConfig,
  found: readonly Found[],
  texts: readonly SubmissionText[],
  { facts, tools }: ModuleInput,
): ModuleOutcome {
  const session = String(facts.submission.run_id ?? "");
  const substitute = ({ place: { text }, hit: { type, start, end } }: Found) =>
    config.placeholders ? placeholderFor(type, text.slice(start, end), session, tools.fingerprint) : `[REDACTED:${type}]`;
  const edits: Edit[] = found.map((one) => ({
    ...where(one),
    text: substitute(one),
    ...(config.placeholders ? { reversible: true } : {}),
  }));
  if (config.placeholders) for (const { text, at, part } of texts) edits.push(...lookAlikes(text).map((edit) => ({ at, part, ...edit })));
  return {
    action: ACTIONS[config.action],
    reason_codes: ["PII_DETECTED"],
    risk: RISK[config.action],
    findings: found.map((one) => ({
      ...where(one),
      type: one.hit.type,
      category: "pii",
      severity: SEVERITY[one.hit.type],
      confidence: one.hit.confidence,
      fingerprint: tools.fingerprint(one.place.text.slice(one.hit.start, one.hit.end)),
    })),
    edits,
    message: "The request holds personal data.",
  };
}

function where({ place: { at, part }, hit: { start, end } }: Found) {
  return { at, part, start, end };
}

/** What was not looked at is never allowed as if it were clean. */
function exceeded({ on_exceed }: PiiConfig, { reason_codes, risk }: ModuleOutcome): Partial<ModuleOutcome> {
  const codes = [...reason_codes, "PII_SCAN_INCOMPLETE"];
  if (on_exceed === "flag") return { reason_codes: codes, risk: Math.max(risk, RISK.flag) };
  return {
    action: "DENY",
    reason_codes: codes,
    risk: 100,
    message: "The request is too large to be searched for personal data: send less at once.",
  };
}

/** Personal data in any text, name or number of a request. */
export const pii = { name: "pii", schema: piiConfig, denial: "PII_BLOCKED", compile } as const satisfies PolicyModule<typeof piiConfig>;
