import { findPersonalData, NATIONAL_IDS, type PiiFinding, type PiiScan, type PiiType } from "@agentlattice/detect";
import type { Path } from "../../model/path.ts";
import { ACTIONS, defineDetectorModule } from "../detector-module.ts";
import { type Edit, MAX_FINDINGS, type ModuleFinding, type ModuleInput, type ModuleOutcome } from "../module.ts";
import { nameOf } from "../name-of.ts";
import type { SubmissionText } from "../submission-texts.ts";
import { type PiiConfig, piiConfig } from "./config.ts";
import { lookAlikes, placeholderFor } from "./placeholder.ts";

const RISK = { deny: 90, redact: 60, require_approval: 70, flag: 30 } as const;
/** The severity of types that are not critical. */
const SEVERITY: Partial<Record<PiiType, ModuleFinding["severity"]>> = {
  iban: "high",
  date_of_birth: "medium",
  email: "medium",
  phone: "medium",
  address: "medium",
  ip_address: "low",
};
/** Maximum number of look-ups per request, at 20 to 40 µs each. */
const PHONE_LOOKUPS = 60;

interface Found {
  readonly source: SubmissionText;
  readonly hit: PiiFinding;
}

/** Returns the scope in which a value has one placeholder: the run or session of the delegation's root, or the root itself. */
function sessionOf({ submission, agent, ancestors }: ModuleInput["facts"]): string {
  const { run_id, session_id } = submission;
  const root = (ancestors[0] ?? agent).id;
  if (run_id !== undefined) return `${root}\0run\0${String(run_id)}`;
  return session_id === undefined ? root : `${root}\0session\0${String(session_id)}`;
}

function report(
  { action, placeholders }: PiiConfig,
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
  for (const { source, hit } of found) {
    const { type, start, end, confidence } = hit;
    if (source !== last) at = source.at;
    last = source;
    const span = { at, part: source.part, start, end };
    const value = source.text.slice(start, end);
    if (placeholders) edits.push({ ...span, text: placeholderFor(type, value, session, fingerprint), reversible: true });
    else edits.push({ ...span, text: `[REDACTED:${type}]` });
    const severity = SEVERITY[type] ?? "critical";
    if (findings.length < MAX_FINDINGS)
      findings.push({ type, category: "pii", severity, confidence, fingerprint: fingerprint(value), ...span });
  }
  if (placeholders)
    for (const { text, at, part } of texts)
      for (const { start, end, text: marked } of lookAlikes(text)) edits.push({ at, part, start, end, text: marked });
  return {
    action: ACTIONS[action],
    reason_codes: ["PII_DETECTED"],
    risk: RISK[action],
    findings,
    edits,
    message: "The request holds personal data.",
  };
}

/** Computes the keyed hash of each text once per request, because hashing costs more than detection. */
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

/** Detects personal data in every text, name and number of a request. */
export const pii = defineDetectorModule({
  name: "pii",
  schema: piiConfig,
  denial: "PII_BLOCKED",
  incomplete: {
    code: "PII_SCAN_INCOMPLETE",
    risk: RISK.flag,
    message: "The request is too large to be searched for personal data: send less at once.",
  },
  compile(config) {
    const wanted = new Set<PiiType>(config.types);
    const nationalIds = NATIONAL_IDS.filter((type) => wanted.has(type));
    return (input, texts) => {
      const scan: PiiScan = { lookups: PHONE_LOOKUPS, regions: config.regions, known: new Map(), hints: new Map(), nationalIds };
      const found: Found[] = [];
      return {
        read(source, i) {
          for (const hit of findPersonalData(source.layers, nameOf(texts, i), scan))
            if (wanted.has(hit.type) && hit.confidence >= config.min_confidence) found.push({ source, hit });
          return found.length;
        },
        report: () => report(config, found, texts, input),
      };
    };
  },
});
