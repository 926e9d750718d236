import type { PolicyCase } from "./case-schema.ts";
import { type CompiledBundle, compileBundle } from "./compile-bundle.ts";
import type { Policy } from "./document.ts";
import { evaluate } from "./evaluate.ts";
import type { Facts, Submission } from "./facts.ts";
import type { Verdict } from "./verdict.ts";

/** When a case happens that does not say: a Monday noon, so that clocks in conditions give the same answer every day. */
const CASE_TIME = "2026-01-05T12:00:00.000Z";
const CASE_AGENT = "case-agent";

/** A policy on its own, ready for its cases. */
export interface CaseBench {
  readonly bundle: CompiledBundle;
  /** IANA name. */
  readonly zone: string;
}

/** Input of a case; what it leaves out is an ordinary agent in production that may do everything. */
export type CaseInput = Pick<PolicyCase, "environment" | "agent" | "at"> & { readonly input: Submission };

/**
 * Compiles one policy to be tried on its own and in force, whatever its mode. Where it says nothing, one that grants
 * is judged over a default of deny, and one that only restricts (deny, guard) over a default of allow.
 */
export function openCases(policy: Policy, zone: string): CaseBench {
  const document = { ...policy, spec: { ...policy.spec, mode: "enforce" as const } };
  const restricts = policy.spec.effect === "deny" || policy.spec.effect === "guard";
  const source = { id: "case", name: policy.metadata.name, version: 0, hash: "", document };
  return { bundle: compileBundle({ policies: [source], orgDefault: restricts ? "allow" : "deny" }), zone };
}

/** What the policy says about one case, every clause reported. */
export function runCase({ bundle, zone }: CaseBench, given: CaseInput): Verdict {
  const name = given.agent?.name ?? CASE_AGENT;
  const facts: Facts = {
    submission: given.input,
    agent: { id: name, name, labels: given.agent?.labels ?? {}, capabilities: ["*"] },
    ancestors: [],
    delegation: null,
    environment: given.environment ?? "prod",
    time: { now: new Date(given.at ?? CASE_TIME).toISOString(), zone },
  };
  return evaluate(facts, bundle, { explain: true });
}
