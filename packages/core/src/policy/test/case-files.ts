import { readdirSync, readFileSync } from "node:fs";
import type { Condition } from "../../conditions/condition.ts";
import type { AgentFacts, Facts } from "../../model/facts.ts";
import type { BundleInput } from "../compile-bundle.ts";
import type { Policy } from "../document/document.ts";
import { parsePolicy } from "../document/parse-policy.ts";

const FOLDER = new URL("../../../cases/", import.meta.url);

/** The facts of a case. The default is an agent with all capabilities. */
interface CaseFacts {
  readonly submission?: Partial<Facts["submission"]>;
  readonly agent?: Partial<AgentFacts>;
  readonly ancestors?: readonly Partial<AgentFacts>[];
  readonly delegation?: Facts["delegation"];
  readonly environment?: Facts["environment"];
  readonly time?: Partial<Facts["time"]>;
}

/** The expected verdict of a set of policies. */
export interface PolicyCase {
  readonly name: string;
  /** Policy documents; `apiVersion` and `kind` may be missing. */
  readonly policies: readonly Partial<Policy>[];
  readonly facts: CaseFacts;
  readonly options?: Omit<BundleInput, "policies"> & { readonly explain?: boolean };
  /** Earlier actions of the same agent, oldest first; `ago` in milliseconds. When present, the verdict is settled. */
  readonly earlier?: readonly {
    readonly facts: CaseFacts;
    readonly times?: number;
    readonly ago?: number;
    readonly outcome?: "success" | "failure";
  }[];
  /** The expected part of the verdict. */
  readonly expect: Record<string, unknown>;
}

/** The expected value of a condition. */
export interface ConditionCase {
  readonly name: string;
  readonly condition: Condition;
  readonly facts: CaseFacts;
  readonly value: "true" | "false" | "unknown";
}

/** Reads all case files. */
export function readCaseFiles(): { readonly file: string; readonly cases: readonly (PolicyCase | ConditionCase)[] }[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));
  return files.sort().map((file) => ({ file, cases: JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) }));
}

/** Returns complete facts. */
export function factsOf(given: CaseFacts = {}): Facts {
  const agent = { id: "agt_1", name: "ci-bot", labels: {}, capabilities: ["*"] };
  return {
    submission: { action_type: "pr.merge", ...given.submission },
    agent: { ...agent, ...given.agent },
    ancestors: (given.ancestors ?? []).map((ancestor, i) => ({ ...agent, id: `agt_parent_${i}`, name: `parent-${i}`, ...ancestor })),
    delegation: given.delegation ?? null,
    environment: given.environment ?? "prod",
    time: { now: "2026-03-04T05:06:07.000Z", zone: "UTC", ...given.time },
  };
}

/**
 * Returns a document that validation accepts.
 * @throws Error with the issues
 */
export function documentOf(document: Partial<Policy>): Policy {
  const parsed = parsePolicy({ apiVersion: "agentlattice/v1", kind: "Policy", ...document }, "stored");
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues, null, 2));
  return parsed.policy;
}

/** Returns documents in the form that a bundle takes. */
export function sourcesOf(documents: readonly Policy[]): BundleInput["policies"] {
  return documents.map((document, i) => ({ id: `pol_${i}`, name: document.metadata.name, version: 1, hash: "0".repeat(64), document }));
}
