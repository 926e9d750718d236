import { AgentLatticeError } from "./errors.ts";
import { checkOptions } from "./transport/check-options.ts";
import type { Config } from "./transport/config.ts";
import { type Decoded, decode } from "./transport/decode.ts";
import { idSegment } from "./transport/ids.ts";
import { send } from "./transport/send.ts";
import { pastDecisionPage, recall, similarDecisions } from "./transport/shapes.ts";

/** Options of `decisions.list`. A decision must match all of them. */
export interface DecisionListOptions {
  readonly tags?: readonly string[];
  /** `all`: decisions with every tag. `any`: decisions with at least one of them. Default `all`. */
  readonly match?: "all" | "any";
  /** Id of an agent; decisions of agents below it are included. */
  readonly agent?: string;
  readonly actionType?: string;
  /** Words that the decision has, in organisations that index them. Otherwise the call throws `TEXT_INDEX_OFF`. */
  readonly text?: string;
  readonly runId?: string;
  readonly sessionId?: string;
  readonly correlationId?: string;
  /** The `eventId` of the submission, or its `auditEventId`. */
  readonly eventId?: string;
  /** RFC 3339, or a date. */
  readonly from?: string;
  readonly to?: string;
  /** The `nextCursor` of the previous page. */
  readonly cursor?: string;
  /** Decisions per page: 1 to 200, default 50. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/** Options of `decisions.similar`. */
export interface SimilarOptions {
  /** Fields of the submission to compare, such as `["amount"]`. Default: those that the policies compared. */
  readonly fields?: readonly string[];
  /** Words that the decisions have, in organisations that index them. Otherwise the call throws `TEXT_INDEX_OFF`. */
  readonly text?: string;
  /** 1 to 50, default 10. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/** One page of decisions, newest first. */
export interface PastDecisionPage {
  decisions: PastDecision[];
  hasMore: boolean;
  nextCursor: string | null;
}

export type PastDecision = Decoded<typeof pastDecisionPage>["data"][number];
export type SimilarDecisions = Decoded<typeof similarDecisions>;
export type Recall = Decoded<typeof recall>;

/**
 * Past decisions of this agent and its descendants. They are evidence and never allow an action. Without an answer every method throws, so that
 * a program does not mistake an outage for a missing decision.
 */
export interface Decisions {
  /**
   * Finds decisions by tags, agent, time, and ids of your own. Fails closed: it throws without an answer.
   * @throws AgentLatticeError
   * @example
   * const { decisions } = await al.decisions.list({ tags: ["refund", "eu"], match: "all" });
   */
  list(options?: DecisionListOptions): Promise<PastDecisionPage>;
  /**
   * Finds decisions that are similar to one, with a score and its reasons. Fails closed: it throws without an answer.
   * @param auditEventId `result.auditEventId`
   * @throws AgentLatticeError
   * @example
   * const { data } = await al.decisions.similar(result.auditEventId);
   * for (const { score, reasons, decision } of data) console.log(score, decision.status, reasons.map(({ by }) => by));
   */
  similar(auditEventId: string, options?: SimilarOptions): Promise<SimilarDecisions>;
  /**
   * Reads decisions by the `eventId` of their submissions, without submitting again. `unknown` names ids without a decision. Fails closed: it
   * throws without an answer.
   * @param eventIds 1 to 200 ids
   * @throws AgentLatticeError
   * @example
   * const { data, unknown } = await al.decisions.recall(["merge-42", "merge-43"]);
   */
  recall(eventIds: readonly string[], options?: { readonly signal?: AbortSignal }): Promise<Recall>;
}

export function createDecisions(config: Config): Decisions {
  return {
    async list(given = {}) {
      checkOptions("decisions.list", given);
      const { signal, ...options } = given;
      const { body } = await send(config, { method: "GET", path: `/decisions?${toQuery(options)}`, signal });
      const { data: decisions, ...page } = decode(pastDecisionPage, body, "decisions");
      return { decisions, ...page };
    },
    async similar(auditEventId, options = {}) {
      checkOptions("decisions.similar", options);
      const { fields, text, limit, signal } = options;
      const query = new URLSearchParams({
        ...(fields === undefined ? {} : { fields: joinWords("fields", fields) }),
        ...(text === undefined ? {} : { text }),
        ...(limit === undefined ? {} : { limit: String(limit) }),
      });
      const path = `/decisions/${idSegment("evt", auditEventId)}/similar?${query}` as const;
      return decode(similarDecisions, (await send(config, { method: "GET", path, signal })).body, "similar decisions");
    },
    async recall(eventIds, options = {}) {
      checkOptions("decisions.recall", options);
      if (!Array.isArray(eventIds)) throw new AgentLatticeError("INVALID_OPTION", "decisions.recall: the event ids must be an array.");
      const body = { event_ids: [...eventIds] };
      return decode(
        recall,
        (await send(config, { method: "POST", path: "/decisions/recall", body, signal: options.signal })).body,
        "recall",
      );
    },
  };
}

function toQuery({
  tags,
  actionType,
  runId,
  sessionId,
  correlationId,
  eventId,
  ...rest
}: Omit<DecisionListOptions, "signal">): URLSearchParams {
  const values = {
    tags: tags && joinWords("tags", tags),
    action_type: actionType,
    run_id: runId,
    session_id: sessionId,
    correlation_id: correlationId,
    event_id: eventId,
    ...rest,
  };
  return new URLSearchParams(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
}

/** Joins the words of a query. A comma in a word would make two of it. */
function joinWords(name: string, words: readonly string[]): string {
  if (words.some((word) => word.includes(","))) throw new AgentLatticeError("INVALID_OPTION", `${name} must not contain commas.`);
  return words.join(",");
}
