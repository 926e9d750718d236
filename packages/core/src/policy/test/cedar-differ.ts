import type { Facts } from "../../model/facts.ts";
import type { Json } from "../../model/json.ts";
import type { Verdict } from "../../model/verdict.ts";
import { compileBundle } from "../compile-bundle.ts";
import type { Policy } from "../document/document.ts";
import { evaluate } from "../evaluate.ts";
import { sourcesOf } from "./case-files.ts";
import { generateCase, type Random } from "./cedar-generate.ts";
import { toCedar } from "./cedar-translate.ts";

/** The part of `@cedar-policy/cedar-wasm` in use. */
export interface Cedar {
  preparsePolicySet(
    id: string,
    policies: { staticPolicies: Record<string, string> },
  ): { type: string; errors?: readonly { message: string }[] };
  statefulIsAuthorized(call: CedarCall): CedarAnswer;
}

interface EntityUid {
  type: string;
  id: string;
}
export interface CedarCall {
  preparsedPolicySetId: string;
  principal: EntityUid;
  action: EntityUid;
  resource: EntityUid;
  context: Record<string, Json>;
  entities: { uid: EntityUid; attrs: Record<string, Json>; parents: EntityUid[] }[];
}
export type CedarAnswer =
  | { type: "success"; response: { decision: string; diagnostics: { reason: readonly string[]; errors: readonly object[] } } }
  | { type: "failure"; errors: readonly { message: string }[] };

export interface Difference {
  readonly here: string;
  readonly cedar: string;
  readonly documents: readonly Policy[];
  readonly facts: Facts;
}

export interface Differences {
  readonly compared: number;
  readonly allowed: number;
  readonly differences: readonly Difference[];
}

/** Evaluates generated requests with both engines until `count` answers were compared. */
export function differ(cedar: Cedar, random: Random, count: number): Differences {
  const differences: Difference[] = [];
  let compared = 0;
  let allowed = 0;
  while (compared < count) {
    const { style, documents, requests } = generateCase(random);
    const bundle = compileBundle({ policies: sourcesOf(documents) });
    prepareCedar(cedar, "differ", Object.assign({}, ...documents.map((document) => toCedar(document, style))));
    for (const facts of requests) {
      if (compared++ >= count) break;
      const here = answerOf(evaluate(facts, bundle));
      const there = cedarAnswerOf(cedar.statefulIsAuthorized(cedarCall("differ", facts)), style === "plain");
      if (here.startsWith("allow")) allowed++;
      if (here !== there) differences.push({ here, cedar: there, documents, facts });
    }
  }
  return { compared: count, allowed, differences };
}

/** @throws Error when Cedar refuses the policies */
export function prepareCedar(cedar: Cedar, id: string, staticPolicies: Record<string, string>): void {
  const parsed = cedar.preparsePolicySet(id, { staticPolicies });
  if (parsed.type !== "success") throw new Error(`Cedar refuses the policies: ${parsed.errors?.map(({ message }) => message).join("; ")}`);
}

/** Translates a request for Cedar: metadata becomes the context, prefixes of the action become groups. */
export function cedarCall(preparsedPolicySetId: string, { submission, agent, environment }: Facts): CedarCall {
  const uid = (type: string, id: string): EntityUid => ({ type, id });
  const principal = uid("Agent", agent.id);
  const action = uid("Action", submission.action_type);
  const segments = submission.action_type.split(".");
  const groups = segments.slice(1).map((_, i) => uid("Action", `${segments.slice(0, i + 1).join(".")}.*`));
  return {
    preparsedPolicySetId,
    principal,
    action,
    resource: uid("Organisation", "org"),
    context: { ...submission.metadata, ...(submission.tags === undefined ? {} : { tags: submission.tags }), environment },
    entities: [
      { uid: principal, attrs: { name: agent.name, labels: agent.labels }, parents: [] },
      { uid: action, attrs: {}, parents: groups },
    ],
  };
}

/** Returns the decision and the deciding policies. */
export function answerOf({ status, policies }: Verdict): string {
  const decision = status === "executed" ? "allow" : "deny";
  const deciding = policies.filter(({ verdict }) => verdict === decision).map(({ name }) => name);
  return `${decision}: ${deciding.sort().join(" ")}`;
}

/** @param mayFail true when a policy may read a missing value and be skipped */
export function cedarAnswerOf(answer: CedarAnswer, mayFail: boolean): string {
  if (answer.type === "failure") return answer.errors.map(({ message }) => message).join("; ");
  const { decision, diagnostics } = answer.response;
  if (!mayFail && diagnostics.errors.length > 0) return JSON.stringify(diagnostics.errors);
  const names = new Set(diagnostics.reason.map((id) => id.slice(0, id.indexOf(":"))));
  return `${decision}: ${[...names].sort().join(" ")}`;
}
