import type { DecisionAction } from "../../evidence/decision-actions.ts";
import { defineDetectorModule } from "../detector-module.ts";
import { MAX_FINDINGS, type ModuleFinding, type ModuleOutcome } from "../module.ts";
import { type SecretsConfig, secretsConfig } from "./config.ts";
import { compileSecretScanner, type FoundSecret } from "./scan.ts";

const ACTIONS = {
  deny: "DENY",
  redact: "REDACT",
  require_approval: "REQUIRE_APPROVAL",
  flag: "ALLOW",
} as const satisfies Record<SecretsConfig["action"], DecisionAction>;
const RISK = { deny: 100, redact: 70, require_approval: 80, flag: 40 } as const;

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

function toFinding({ rule, at, part, start, end, confidence, fingerprint }: FoundSecret): ModuleFinding {
  return { type: rule.id, category: "secret", severity: severityOf(confidence), confidence, fingerprint, at, part, start, end };
}

function severityOf(confidence: number): ModuleFinding["severity"] {
  if (confidence >= 0.9) return "critical";
  return confidence >= 0.7 ? "high" : "medium";
}

/** Detects credentials in every text, name and number of a request. */
export const secrets = defineDetectorModule({
  name: "secrets",
  schema: secretsConfig,
  denial: "SECRET_DETECTED",
  incomplete: {
    code: "SECRET_SCAN_INCOMPLETE",
    risk: RISK.flag,
    message: "The request is too large to be searched for credentials: send less at once.",
  },
  compile(config) {
    const scanner = compileSecretScanner(config);
    return ({ tools }, texts) => {
      const { found, read, unfinished } = scanner(texts, tools.fingerprint);
      return { read, report: () => (found.length === 0 ? undefined : report(config, found)), unfinished };
    };
  },
});
