import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DECISION_SEVERITY } from "../evidence/decision-actions.ts";
import { REASON_CODES } from "../evidence/reason-codes.ts";
import { MODULES } from "../modules/registry.ts";
import { OPERATOR_NAMES } from "./operators.ts";

const FOLDER = new URL("../../cases/", import.meta.url);
const text = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .map((file) => readFileSync(new URL(file, FOLDER), "utf8"))
  .join("\n");
const missing = (names: readonly string[]) => names.filter((name) => !text.includes(`"${name}"`));

/** Said where no policy is evaluated: by people, by the ledger commit, or by a module that fails; their own tests are there. */
const ELSEWHERE = new Set(["DENIED_BY_REVIEWER", "APPROVAL_EXPIRED", "DELEGATION_INVALID", "MODULE_FAILED", "POSTCONDITION_FAILED"]);
/** Actions of the registry that no module of ours answers. */
const NOT_OURS = new Set(["PENDING", "REDACT_AND_WRITE"]);

describe("the case files have a case of every", () => {
  it("operator", () => {
    expect(missing(OPERATOR_NAMES)).toEqual([]);
  });

  it("module", () => {
    expect(missing(MODULES.map(({ name }) => name))).toEqual([]);
  });

  it("mode", () => {
    expect(missing(["enforce", "monitor", "report_only"])).toEqual([]);
  });

  it("decision action", () => {
    expect(missing(Object.keys(DECISION_SEVERITY)).filter((action) => !NOT_OURS.has(action))).toEqual([]);
  });

  it("reason code of ours", () => {
    const ours = Object.entries(REASON_CODES).flatMap(([name, { origin }]) => (origin === "agentlattice" ? [name] : []));
    expect(missing(ours).filter((name) => !ELSEWHERE.has(name))).toEqual([]);
  });
});
