import fc from "fast-check";
import type { Facts } from "../../model/facts.ts";
import type { Policy } from "../document/document.ts";
import { conditions, policyDocuments, requests } from "./generate.ts";

/*
 * Generates policies with limits, history rules and modules, and sequences of requests. The vocabulary is so small that policies match
 * requests.
 */

const START = Date.parse("2026-03-04T05:50:00.000Z");
const patterns = fc.constantFrom("pr.merge", "pr.*", "db.*", "deploy", "*");
const by = fc.constantFrom("agent" as const, "session" as const, "organisation" as const);
const optional = { requiredKeys: [] };

const limit = fc.oneof(
  fc.record({
    rate: fc.constantFrom("2/min", "3/min", "7/h"),
    burst: fc.option(fc.constantFrom(1, 2), { nil: undefined }),
    by: fc.constantFrom("agent" as const, "session" as const, "organisation" as const, "action" as const),
  }),
  fc.record({
    budget: fc.oneof(
      fc.record({
        calls: fc.constantFrom(1, 3),
        per: fc.constantFrom("hour" as const, "day" as const, "agent" as const, "session" as const),
      }),
      fc.record({ tokens: fc.constantFrom(5000, 9000), per: fc.constantFrom("hour" as const, "organisation" as const) }),
    ),
  }),
);

const counted = { actions: fc.array(patterns, { minLength: 1, maxLength: 2 }), within: fc.constantFrom("1m", "10m", "1h"), by };
const bound = { operator: fc.constantFrom("lt" as const, "lte" as const, "gte" as const), value: fc.constantFrom(0, 1, 2, 50) };
const rule = fc.oneof(
  fc.record({ count: fc.record(counted), ...bound }),
  fc.record({ distinct: fc.record({ ...counted, field: fc.constantFrom("size", "repo") }), ...bound }),
  fc.record({ sum: fc.record({ ...counted, field: fc.constant("size") }), ...bound }),
  fc.record({ sequence: fc.record({ before: counted.actions, within: counted.within, by }) }),
  fc.record({ sequence: fc.record({ after: counted.actions, within: counted.within, by }) }),
);

const classes = fc.subarray(["public", "internal"] as const, { minLength: 1 });
const permitted = fc.record({ session: classes, agent: classes }, optional);
const modules = fc.record(
  {
    registry: fc.record(
      {
        tools: fc.subarray([{ name: "search" }, { name: "shell" }], { minLength: 1 }),
        unlisted: fc.constantFrom("deny" as const, "approve" as const),
      },
      { requiredKeys: ["tools"] },
    ),
    contract: fc.record({ pre: fc.array(fc.record({ name: fc.constant("kept"), holds: conditions }), { minLength: 1, maxLength: 2 }) }),
    memory: fc.oneof(fc.record({ write: permitted, read: permitted }, optional), fc.record({ summarize: classes })),
  },
  optional,
);

/** Generates valid documents in which each part occurs sometimes. */
export function settledDocuments(max: number): fc.Arbitrary<Policy[]> {
  const extras = fc.record(
    {
      modules,
      limits: fc.array(limit, { minLength: 1, maxLength: 3 }),
      history: fc.array(rule, { minLength: 1, maxLength: 3 }),
    },
    optional,
  );
  return policyDocuments({ prefix: "base", max }).chain((documents) =>
    fc.array(extras, { minLength: documents.length, maxLength: documents.length }).map((added) =>
      documents.map((document, i) => {
        // JSON has no undefined, and documents are JSON.
        const extra = JSON.parse(JSON.stringify(added[i])) as Partial<Policy["spec"]>;
        return { ...document, spec: { ...document.spec, ...extra } };
      }),
    ),
  );
}

const more = fc.record(
  {
    tool: fc.record({ name: fc.constantFrom("search", "shell", "mail") }),
    memory: fc.record({
      op: fc.constantFrom("write", "write", "read"),
      scope: fc.constantFrom("session", "agent", "user"),
      class: fc.constantFrom("public", "internal", "restricted"),
    }),
    usage: fc.record({ input_tokens: fc.constantFrom(0, 1000, 4000), max_tokens: fc.constantFrom(0, 500) }, optional),
    session_id: fc.constantFrom("s1", "s2"),
    supports: fc.constant(["store_summary_only"]),
  },
  optional,
);
const ids = fc.constantFrom("agt_1", "agt_2");

/** Generates requests of two agents and their children in order of time, some minutes apart at most. */
export const sequences: fc.Arbitrary<Facts[]> = fc
  .array(fc.tuple(requests, more, ids, fc.constantFrom(0, 1_000, 20_000, 61_000, 700_000)), { minLength: 1, maxLength: 10 })
  .map((steps) => {
    let at = START;
    return steps.map(([facts, added, id, pause]) => {
      at += pause;
      const agent = { ...facts.agent, id, capabilities: ["*"] };
      const ancestors = facts.ancestors.slice(0, 1).map((ancestor) => ({ ...ancestor, id: "agt_root", capabilities: ["*"] }));
      return {
        ...facts,
        agent,
        ancestors,
        submission: { ...facts.submission, ...added },
        time: { now: new Date(at).toISOString(), zone: "UTC" },
      };
    });
  });
