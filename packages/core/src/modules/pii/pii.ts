import type { DecisionAction } from "../../evidence/decision-actions.ts";
import type { Path } from "../../model/path.ts";
import {
  type Edit,
  type EvaluateModule,
  MAX_FINDINGS,
  type ModuleFinding,
  type ModuleInput,
  type ModuleOutcome,
  NOTHING,
  type PolicyModule,
} from "../module.ts";
import { nameOf } from "../name-of.ts";
import { type SubmissionText, submissionTexts } from "../submission-texts.ts";
import { type PiiConfig, piiConfig } from "./config.ts";
import { findPii, type PiiScan } from "./find-pii.ts";
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
    const scan: PiiScan = { lookups: PHONE_LOOKUPS, regions: config.regions, known: new Map(), hints: new Map() };
    const found: Found[] = [];
    let rest = config.max_bytes;
    for (let i = 0; i < texts.length && rest >= 0; i++) {
      const place = texts[i] as SubmissionText;
      rest -= place.text.length;
      if (rest < 0) break;
      for (const hit of findPii(place.text, nameOf(texts, i), scan)) {
        if (wanted.has(hit.type) && hit.confidence >= config.min_confidence) found.push({ place, hit });
      }
      if (found.length > MAX_FINDINGS) rest = -1;
    }
    const outcome = found.length > 0 ? report(config, found, texts, input) : NOTHING;
    return rest < 0 ? { ...outcome, ...exceeded(config, outcome) } : outcome;
  };
}

/** Where a value has one placeholder: the run or session of the delegation's root, or else whatever that root does in no session. */
function sessionOf({ submission, agent, ancestors }: ModuleInput["facts"]): string {
  const { run_id, session_id } = submission;
  const root = (ancestors[0] ?? agent).id;
  if (run_id !== undefined) return `${root}\0run\0${String(run_id)}`;
  return session_id === undefined ? root : `${root}\0session\0${String(session_id)}`;
}

function report(
  config: PiiConfig,
  found: readonly Found[],
  texts: readonly SubmissionText[],
  { facts, tools }: ModuleInput,
): ModuleOutcome {
  const session = sessionOf(facts);
  const fingerprint = onceEach(tools.fingerprint);
  const edits: Edit[] = [];
  const findings: ModuleFinding[] = [];
  let last: SubmissionText | undefined;
  let at: Path = [];
  for (const { place, hit } of found) {
    const { type, start, end, confidence } = hit;
    const { part } = place;
    if (place !== last) at = place.at;
    last = place;
    const value = place.text.slice(start, end);
    edits.push(
      config.placeholders
        ? { at, part, start, end, text: placeholderFor(type, value, session, fingerprint), reversible: true }
        : { at, part, start, end, text: `[REDACTED:${type}]` },
    );
    const severity = SEVERITY[type];
    if (findings.length < MAX_FINDINGS)
      findings.push({ type, category: "pii", severity, confidence, fingerprint: fingerprint(value), at, part, start, end });
  }
  if (config.placeholders)
    for (const { text, at, part } of texts)
      for (const { start, end, text: marked } of lookAlikes(text)) edits.push({ at, part, start, end, text: marked });
  return {
    action: ACTIONS[config.action],
    reason_codes: ["PII_DETECTED"],
    risk: RISK[config.action],
    findings,
    edits,
    message: "The request holds personal data.",
  };
}

/** A keyed hash costs more than finding what it is of: the same text is hashed once in a request. */
function onceEach(fingerprint: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    let digits = known.get(text);
    if (digits === undefined) {
      digits = fingerprint(text);
      known.set(text, digits);
    }
    return digits;
  };
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
