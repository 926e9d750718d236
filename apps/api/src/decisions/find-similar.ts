import type { SimilarDecisions, SimilarQuery } from "@agentlattice/contract";
import { decodeId, encodeId, type Submission } from "@agentlattice/core";
import { readEditable } from "@agentlattice/core/policy";
import type { DecisionReach, FoundDecision, OrgScope } from "@agentlattice/db";
import type { z } from "zod";
import { readDecisionPayload } from "../actions/decision-payload.ts";
import { dataWithheldReason } from "../audit/data-withheld-reason.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { decisionReach } from "./decision-reach.ts";
import { type Comparable, rank } from "./rank-similar.ts";
import { findingTypes, toPastDecision } from "./to-past-decision.ts";
import { wordsFilter } from "./words-filter.ts";

type SimilarDeps = Pick<Deps, "database">;

/** Number of decisions that are compared, so that the work of a request is bounded. */
const COMPARED = 200;
/** Number of requests that are compared each time that a reviewer opens one. */
const REQUESTS = 50;

interface Comparison {
  readonly reach: DecisionReach;
  /** True when the reader may see what the caller sent. Otherwise fields are not compared. */
  readonly readsFields: boolean;
  /** Names of the fields to compare; those that the policies compared by default. */
  readonly fields?: readonly string[] | undefined;
  /** Words that the decisions must have. */
  readonly words?: readonly string[] | undefined;
  /** True to compare only requests that people had to decide. */
  readonly onlyRequests?: boolean;
  /** Number of decisions that are compared. */
  readonly max: number;
}

/** Lists decisions that are similar to one. @param id `evt_…` @throws AppError NOT_FOUND; as `wordsFilter` */
export async function listSimilarDecisions(
  deps: SimilarDeps & Pick<Deps, "configs">,
  principal: Principal,
  id: string,
  { fields, text, limit }: z.output<typeof SimilarQuery>,
): Promise<SimilarDecisions> {
  const { scope } = principal;
  const decisionId = decodeId("evt", id);
  const reach = await decisionReach(deps, principal);
  const [base] = decisionId ? await deps.database.decisions.find(scope, { ...reach, ids: [decisionId], limit: 1 }) : [];
  if (!base) throw new AppError("NOT_FOUND", { detail: "There is no such decision. GET /decisions lists those that you may see." });
  const withheld = dataWithheldReason(principal, true);
  const { words } = await wordsFilter(deps, principal, text);
  const ranked = await rankSimilar(deps, scope, base, { reach, readsFields: withheld === null, fields, words, max: COMPARED });
  const data = ranked.slice(0, limit).map(({ candidate, reasons, score }) => ({
    score,
    reasons,
    decision: toPastDecision(candidate, withheld),
  }));
  return { data, compared: ranked.length };
}

/** Ranks the newest requests that are comparable to a request of a person's decision. @param eventId UUID of the submission */
export async function similarRequests(deps: SimilarDeps, scope: OrgScope, eventId: string) {
  const reach = { agents: null, environment: null };
  const [base] = await deps.database.decisions.find(scope, { ...reach, ids: [eventId], limit: 1 });
  return base ? rankSimilar(deps, scope, base, { reach, readsFields: true, onlyRequests: true, max: REQUESTS }) : [];
}

/** Ranks the newest decisions about the same action in the same environment by their similarity to one, the most similar first. */
async function rankSimilar(
  deps: SimilarDeps,
  scope: OrgScope,
  base: FoundDecision,
  { reach, readsFields, fields, words = [], onlyRequests = false, max }: Comparison,
) {
  const { actionType, environment, id } = base;
  const candidates = await deps.database.decisions.find(scope, {
    ...reach,
    actionType,
    environment,
    except: id,
    words,
    onlyRequests,
    limit: max,
  });
  const names = readsFields ? (fields ?? comparedFields(base)) : [];
  return rank(comparableOf(base, names), candidates, (candidate) => comparableOf(candidate, names));
}

function comparableOf(row: FoundDecision, names: readonly string[]): Comparable {
  const payload = readDecisionPayload(row.payload);
  const actual = new Map((payload?.evaluation.conditions ?? []).map((condition) => [condition.field, condition.actual]));
  const values = names.map((name): [string, unknown] => [
    name,
    actual.get(name) ?? (payload ? readEditable(payload.submission as Submission, name) : null),
  ]);
  return {
    action: row.actionType,
    agent: encodeId("agt", row.agentId),
    policy: row.policyName,
    findings: findingTypes(row),
    fields: Object.fromEntries(values.flatMap(([name, value]) => (value === null ? [] : [[name, JSON.stringify(value)]]))),
  };
}

/** Returns the fields that conditions of the policies compared. */
function comparedFields({ payload }: FoundDecision): string[] {
  return [...new Set((readDecisionPayload(payload)?.evaluation.conditions ?? []).map(({ field }) => field))];
}
