import type { DecisionAction } from "../../evidence/decision-actions.ts";
import { type EvaluateModule, MAX_FINDINGS, type ModuleFinding, type ModuleOutcome, NOTHING, type PolicyModule } from "../module.ts";
import { submissionTexts } from "../submission-texts.ts";
import { tellUnfinished } from "../tell-unfinished.ts";
import { type SecretsConfig, secretsConfig } from "./config.ts";
import { compileSecretScanner, type FoundSecret } from "./scan.ts";

const ACTIONS = {
  deny: "DENY",
  redact: "REDACT",
  require_approval: "REQUIRE_APPROVAL",
  flag: "ALLOW",
} as const satisfies Record<SecretsConfig["action"], DecisionAction>;
const RISK = { deny: 100, redact: 70, require_approval: 80, flag: 40 } as const;

function compile(config: SecretsConfig): EvaluateModule {
  const scan = compileSecretScanner(config);
  return ({ facts, tools }) => {
    const { found, complete, unfinished } = scan(submissionTexts(facts.submission), tools.fingerprint);
    if (found.length > 0) return { ...report(config, found), ...(complete ? {} : exceeded(config, ["SECRET_DETECTED"], unfinished)) };
    return complete ? NOTHING : { ...NOTHING, ...exceeded(config, [], unfinished) };
  };
}

function report({ action }: SecretsConfig, found: readonly FoundSecret[]): ModuleOutcome {
  return {
    action: ACTIONS[action],
    reason_codes: ["SECRET_DETECTED"],
    risk: RISK[action],
    findings: found.slice(0, MAX_FINDINGS).map(toFinding),
    edits: found.map(({ rule, at, part, start, end }) => ({ at, part, start, end, text: `[REDACTED:${rule.id}]` })),
    message: "The request holds a credential: leave it out, and give the tool a reference to it instead.",
  };
}

/** What was not looked at is never allowed as if it were clean. */
function exceeded({ action, on_exceed }: SecretsConfig, codes: readonly string[], unfinished: string | undefined): Partial<ModuleOutcome> {
  const reason_codes = [...codes, "SECRET_SCAN_INCOMPLETE"];
  const message =
    unfinished === undefined
      ? `The request is too large to be searched for credentials${action === "redact" ? " and redacted" : ""}: send less at once.`
      : tellUnfinished("rule", [unfinished]);
  if (on_exceed === "flag") return { reason_codes, ...(codes.length > 0 ? {} : { risk: RISK.flag, message }) };
  return { action: "DENY", reason_codes, risk: 100, message };
}

function toFinding({ rule, at, part, start, end, confidence, fingerprint }: FoundSecret): ModuleFinding {
  return { type: rule.id, category: "secret", severity: severityOf(confidence), confidence, fingerprint, at, part, start, end };
}

function severityOf(confidence: number): ModuleFinding["severity"] {
  if (confidence >= 0.9) return "critical";
  return confidence >= 0.7 ? "high" : "medium";
}

/** Credentials in any text, name or number of a request. */
export const secrets = {
  name: "secrets",
  schema: secretsConfig,
  denial: "SECRET_DETECTED",
  compile,
} as const satisfies PolicyModule<typeof secretsConfig>;
