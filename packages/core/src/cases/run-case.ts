import { parseDuration } from "../model/duration.ts";
import type { AgentFacts, Facts, Submission } from "../model/facts.ts";
import type { Verdict } from "../model/verdict.ts";
import type { ModuleTools } from "../modules/module.ts";
import { type CompiledBundle, compileBundle, type OrgDefault } from "../policy/compile-bundle.ts";
import type { PolicyCase } from "../policy/document/case-schema.ts";
import type { Policy } from "../policy/document/document.ts";
import { evaluate } from "../policy/evaluate.ts";
import { caseTools, emptyHistory, recordEarlier, settleCase } from "./case-history.ts";

/** The default time of a case: a Monday at noon, so that time conditions give the same answer every day. */
const CASE_TIME = "2026-01-05T12:00:00.000Z";
/** The time zone of cases inside a document, so that a file gives the same answer everywhere. */
export const CASE_ZONE = "UTC";
const CASE_AGENT = "case-agent";
const DELEGATED_FOR_MS = 3_600_000;

/** A compiled policy, ready to run its cases. */
export interface CaseBench {
  readonly bundle: CompiledBundle;
  /** The same policy with a default of allow, for earlier actions that the policy does not cover. */
  readonly earlier: CompiledBundle;
  /** IANA time zone. */
  readonly zone: string;
  readonly tools: ModuleTools;
}

/** The input of a case. The default is a root agent in production with all capabilities. */
export type CaseInput = Pick<PolicyCase, "environment" | "agent" | "ancestors" | "at"> & {
  readonly input: Submission;
  readonly earlier?: readonly (Omit<NonNullable<PolicyCase["earlier"]>[number], "input"> & { readonly input: Submission })[];
};

/**
 * Compiles one policy alone and in enforce mode, whatever its mode. The default is deny for a policy that grants and allow for
 * one that only restricts (deny, guard).
 * @param verifySignature without it, a module that verifies a signature fails and therefore denies
 */
export function openCases(policy: Policy, zone: string, verifySignature?: ModuleTools["verifySignature"]): CaseBench {
  const document = { ...policy, spec: { ...policy.spec, mode: "enforce" as const } };
  const restricts = policy.spec.effect === "deny" || policy.spec.effect === "guard";
  const source = { id: "case", name: policy.metadata.name, version: 0, hash: "", document };
  const over = (orgDefault: OrgDefault) => compileBundle({ policies: [source], orgDefault });
  const earlier = over("allow");
  return { bundle: restricts ? earlier : over("deny"), earlier, zone, tools: caseTools(verifySignature) };
}

/** Evaluates one case, with all conditions reported and limits and history settled. */
export function runCase(bench: CaseBench, given: CaseInput): Verdict {
  const now = Date.parse(given.at ?? CASE_TIME);
  const { zone, tools } = bench;
  const history = emptyHistory();
  for (const { at, times, input, outcome } of earlierOf(given, now)) {
    const verdict = evaluate(factsOf(given, input, { now: at, zone }), bench.earlier, { tools });
    for (let i = 0; i < times; i++) recordEarlier(verdict, history, { now: at, outcome });
  }
  const verdict = evaluate(factsOf(given, given.input, { now, zone }), bench.bundle, { explain: true, tools });
  return settleCase(verdict, history, now);
}

/** Returns a verdict in the form that `expect` uses. */
export function caseAnswer({ status, rewritten }: Pick<Verdict, "status" | "rewritten">): PolicyCase["expect"] {
  if (status === "executed") return rewritten ? "REDACT" : "ALLOW";
  return status === "requested" ? "REQUIRE_APPROVAL" : "DENY";
}

/** Returns the earlier actions, oldest first. */
function earlierOf({ earlier = [] }: CaseInput, now: number) {
  return earlier
    .map(({ input, times = 1, ago, outcome }) => ({
      input,
      times,
      outcome,
      at: now - (ago === undefined ? 0 : (parseDuration(ago) ?? 0) * 1000),
    }))
    .sort((a, b) => a.at - b.at);
}

function factsOf(given: CaseInput, submission: Submission, { now, zone }: { now: number; zone: string }): Facts {
  const ancestors = (given.ancestors ?? []).map((one, i) => agentOf(one, `case-ancestor-${i}`));
  const depth = ancestors.length;
  return {
    submission,
    agent: agentOf(given.agent, CASE_AGENT),
    ancestors,
    delegation: depth === 0 ? null : { id: "case", depth, expires_at: new Date(now + DELEGATED_FOR_MS).toISOString() },
    environment: given.environment ?? "prod",
    time: { now: new Date(now).toISOString(), zone },
  };
}

function agentOf(given: CaseInput["agent"], name: string): AgentFacts {
  const called = given?.name ?? name;
  return { id: called, name: called, labels: given?.labels ?? {}, capabilities: ["*"] };
}
