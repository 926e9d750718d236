import { ACTIONS, defineDetectorModule } from "../detector-module.ts";
import { secretsConfig } from "./config.ts";
import { compileSecretScanner } from "./scan.ts";

const RISK = { deny: 100, redact: 70, require_approval: 80, flag: 40 } as const;

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
      return {
        read,
        unfinished,
        report: () => ({
          action: ACTIONS[config.action],
          reason_codes: ["SECRET_DETECTED"],
          risk: RISK[config.action],
          findings: found,
          edits: found.map(({ type, at, part, start, end }) => ({ at, part, start, end, text: `[REDACTED:${type}]` })),
          message: "The request holds a credential: leave it out, and give the tool a reference to it instead.",
        }),
      };
    };
  },
});
