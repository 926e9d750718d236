import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { caseTools, emptyHistory, recordEarlier, settleCase } from "../cases/case-history.ts";
import type { Facts } from "../model/facts.ts";
import { compileBundle } from "./compile-bundle.ts";
import type { Policy } from "./document/document.ts";
import { evaluate } from "./evaluate.ts";
import { documentOf, factsOf, sourcesOf } from "./test/case-files.ts";
import { sequences, settledDocuments } from "./test/generate-sequences.ts";
import { referenceSequence } from "./test/reference-history.ts";

vi.setConfig({ testTimeout: 120_000 });

/** Evaluates the requests in order and settles them as the ledger commit does. */
function decideAll(requests: readonly Facts[], documents: readonly Policy[], orgDefault: "allow" | "deny") {
  const bundle = compileBundle({ policies: sourcesOf(documents), orgDefault });
  const tools = caseTools();
  const history = emptyHistory();
  return requests.map((facts) => {
    const now = Date.parse(facts.time.now);
    const verdict = evaluate(facts, bundle, { tools });
    const settled = settleCase(verdict, history, now);
    if (settled.status !== "denied") recordEarlier(verdict, history, { now, outcome: undefined });
    const { status, denial_reason, policy_name } = settled;
    return { status, ...(denial_reason ? { denial_reason } : {}), ...(policy_name ? { policy_name } : {}) };
  });
}

describe("sequences of requests", () => {
  it("are decided like the reference implementation, with limits, history and modules", () => {
    fc.assert(
      fc.property(sequences, settledDocuments(5), fc.constantFrom("allow" as const, "deny" as const), (requests, documents, orgDefault) => {
        expect(decideAll(requests, documents, orgDefault)).toEqual(referenceSequence(requests, documents, orgDefault));
      }),
      { numRuns: 600 },
    );
  });

  it("reach every kind of limit and module", () => {
    const reasons = new Set<string | undefined>();
    fc.assert(
      fc.property(sequences, settledDocuments(5), (requests, documents) => {
        for (const { denial_reason, status } of referenceSequence(requests, documents, "allow")) reasons.add(denial_reason ?? status);
      }),
      { numRuns: 2000, seed: 7 },
    );
    expect([...reasons]).toEqual(
      expect.arrayContaining([
        "executed",
        "requested",
        "RATE_LIMITED",
        "BUDGET_EXCEEDED",
        "HISTORY_LIMIT",
        "REGISTRY_DENIED",
        "CONTRACT_FAILED",
        "MEMORY_DENIED",
        "OBLIGATION_UNSUPPORTED",
      ]),
    );
  });

  it("count an event once for two rules, and charge two equal limits separately", () => {
    const counted = { count: { actions: ["pr.merge"], within: "1h" } };
    const history = [
      { ...counted, operator: "lt", value: 3 },
      { ...counted, operator: "lte", value: 2 },
    ];
    const limits = [{ rate: "3/h" }, { rate: "3/h" }];
    const decided = (spec: object) => {
      const document = documentOf({
        metadata: { name: "p" },
        spec: { match: { actions: ["*"] }, effect: "allow", ...spec },
      } as Partial<Policy>);
      return decideAll(
        Array.from({ length: 4 }, () => factsOf()),
        [document],
        "deny",
      ).map(({ status }) => status);
    };
    expect(decided({ history })).toEqual(["executed", "executed", "executed", "denied"]);
    expect(decided({ limits })).toEqual(["executed", "executed", "executed", "denied"]);
  });
});
