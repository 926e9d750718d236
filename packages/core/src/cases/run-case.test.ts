import { describe, expect, it } from "vitest";
import { parsePolicy } from "../policy/document/parse-policy.ts";
import { type CaseInput, openCases, runCase } from "./run-case.ts";

function answerOf(spec: object, given: CaseInput) {
  const parsed = parsePolicy({ apiVersion: "agentlattice/v1", kind: "Policy", metadata: { name: "p" }, spec });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  const { action, denial_reason, message } = runCase(openCases(parsed.policy, "UTC"), given);
  return { answer: denial_reason ?? action, message };
}

const refund = (amount: number) => ({ action_type: "refund.issue", metadata: { amount }, session_id: "s" });
const act = { action_type: "deploy.web", session_id: "s" };
const limited = (rest: object) => ({ match: { actions: ["refund.*"] }, effect: "allow", ...rest });

describe("earlier actions of a case", () => {
  const rate = limited({ limits: [{ rate: "3/min" }] });
  const hourly = limited({ history: [{ count: { actions: ["refund.*"], within: "1h" }, operator: "lt", value: 2 }] });
  const total = limited({ history: [{ sum: { actions: ["refund.issue"], field: "amount", within: "1d" }, operator: "lt", value: 100 }] });
  const budget = limited({ limits: [{ budget: { calls: 5, per: "session" } }] });
  const tested = { match: { actions: ["deploy.*"] }, effect: "allow", history: [{ sequence: { before: ["ci.test"], within: "1h" } }] };
  const tainted = { match: { actions: ["deploy.*"] }, effect: "guard", history: [{ sequence: { after: ["web.read"], within: "1h" } }] };
  const loop = { match: { actions: ["*"] }, effect: "guard", modules: { loop: { max_repeats: 2 } } };
  const asks = { ...hourly, effect: "approve" };

  it.each([
    ["a rate that is not reached", rate, { input: refund(1), earlier: [{ input: refund(1), times: 2 }] }, "ALLOW"],
    ["a rate that is reached", rate, { input: refund(1), earlier: [{ input: refund(1), times: 3 }] }, "RATE_LIMITED"],
    ["a rate that has recovered", rate, { input: refund(1), earlier: [{ input: refund(1), times: 3, ago: "1m" }] }, "ALLOW"],
    ["a count below", hourly, { input: refund(1), earlier: [{ input: refund(1) }] }, "ALLOW"],
    ["a count at its limit", hourly, { input: refund(1), earlier: [{ input: refund(1), times: 2, ago: "59m" }] }, "HISTORY_LIMIT"],
    ["a count outside the window", hourly, { input: refund(1), earlier: [{ input: refund(1), times: 2, ago: "1h" }] }, "ALLOW"],
    ["earlier denials are not counted", rate, { input: refund(1), earlier: [{ input: refund(1), times: 200, ago: "2m" }] }, "ALLOW"],
    ["a sum", total, { input: refund(1), earlier: [{ input: refund(60), times: 2 }] }, "HISTORY_LIMIT"],
    ["a budget", budget, { input: refund(1), earlier: [{ input: refund(1), times: 5 }] }, "BUDGET_EXCEEDED"],
    [
      "a budget of another session",
      budget,
      { input: { ...refund(1), session_id: "t" }, earlier: [{ input: refund(1), times: 5 }] },
      "ALLOW",
    ],
    ["no earlier action", tested, { input: act }, "HISTORY_LIMIT"],
    ["the required action came first", tested, { input: act, earlier: [{ input: { action_type: "ci.test" } }] }, "ALLOW"],
    ["no excluding action came first", tainted, { input: act }, "ALLOW"],
    ["an excluding action came first", tainted, { input: act, earlier: [{ input: { action_type: "web.read" } }] }, "HISTORY_LIMIT"],
    ["the same call for the third time", loop, { input: act, earlier: [{ input: act, times: 2 }] }, "LOOP_DETECTED"],
    ["another call in between", loop, { input: act, earlier: [{ input: act, times: 2, ago: "1m" }, { input: refund(1) }] }, "ALLOW"],
    ["earlier requests were approved", asks, { input: refund(1), earlier: [{ input: refund(1), times: 2 }] }, "HISTORY_LIMIT"],
  ] as [string, object, CaseInput, string][])("%s", (_, spec, given, answer) => {
    expect(answerOf(spec, given)).toMatchObject({ answer });
  });

  it("are ordered by time, whatever the order of the lines", () => {
    const earlier = [{ input: refund(1) }, { input: act, times: 2, ago: "1m" }];
    expect(answerOf(loop, { input: act, earlier })).toMatchObject({ answer: "ALLOW" });
  });
});

describe("the ancestors of a case's agent", () => {
  const shallow = { match: { actions: ["*"] }, effect: "deny", when: { field: "delegation.depth", operator: "gt", value: 1 } };
  const trusted = { match: { actions: ["*"], agents: { labels: { team: "ops" } } }, effect: "allow" };
  const ops = { labels: { team: "ops" } };

  it.each([
    ["nobody's", shallow, {}, "ALLOW"],
    ["one agent's", shallow, { ancestors: [{ name: "root" }] }, "ALLOW"],
    ["too many agents'", shallow, { ancestors: [{ name: "root" }, { name: "middle" }] }, "POLICY_DENIED"],
    ["all of one team", trusted, { agent: ops, ancestors: [ops] }, "ALLOW"],
    ["a stranger's", trusted, { agent: ops, ancestors: [{ name: "stranger" }] }, "NO_MATCHING_POLICY"],
  ] as [string, object, Partial<CaseInput>, string][])("%s", (_, spec, given, answer) => {
    expect(answerOf(spec, { input: act, ...given })).toMatchObject({ answer });
  });
});

const PEM = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=\n-----END PUBLIC KEY-----\n";

it("a signature that cannot be verified denies", () => {
  const provenance = { signer: "s", digest: "0".repeat(64), signature: "AAAA" };
  const modules = {
    registry: {
      tools: [{ name: "search", provenance }],
      trusted_signers: [{ id: "s", algorithm: "ed25519", public_key: PEM }],
    },
  };
  const given = { input: { action_type: "tool.search", tool: { name: "search" } } };
  expect(answerOf({ match: { actions: ["tool.*"] }, effect: "allow", modules }, given).answer).toBe("MODULE_FAILED");
});
