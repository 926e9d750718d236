import type { Delivery, Webhook } from "@agentlattice/contract";
import { describe, expect, it, test } from "vitest";
import { addressOf, progressOf, resultOf, scopeOf, stateOf } from "./delivery-words.ts";

const NOW = Date.parse("2026-11-22T08:00:00.000Z");
const attempt = { n: 1, at: "2026-11-22T07:59:00.000Z", outcome: "OK", response_code: 200, duration_ms: 96 };
const delivered: Delivery = {
  id: "dlv_1",
  message_id: "msg_1",
  channel: "webhook",
  type: "approval.decided",
  status: "delivered",
  attempts: 1,
  max_attempts: 8,
  response_code: 200,
  duration_ms: 96,
  next_attempt_at: null,
  created_at: "2026-11-22T07:59:00.000Z",
  finished_at: "2026-11-22T07:59:00.000Z",
  log: [attempt],
};
const pending: Delivery = { ...delivered, status: "pending", response_code: 500, attempts: 3, next_attempt_at: "2026-11-22T08:04:00.000Z" };

describe("a delivery", () => {
  it.each<[Delivery, string, string]>([
    [delivered, "200", "Delivered, 96 ms"],
    [{ ...delivered, attempts: 2 }, "200", "Delivered on attempt 2"],
    [pending, "500", "Attempt 3 of 8, next in 04:00"],
    [{ ...pending, attempts: 0, log: [], response_code: null }, "waiting", "Being sent"],
    [{ ...pending, next_attempt_at: "2026-11-22T07:59:59.000Z" }, "500", "Being sent"],
    [{ ...pending, status: "failed", attempts: 8, next_attempt_at: null }, "500", "8 attempts, stopped"],
    [{ ...pending, status: "failed", attempts: 0, log: [], response_code: null }, "not sent", "Too many messages were waiting"],
    [
      { ...pending, response_code: null, log: [{ ...attempt, outcome: "TIMEOUT", response_code: null }] },
      "timeout",
      "Attempt 3 of 8, next in 04:00",
    ],
    [
      { ...pending, response_code: 200, log: [{ ...attempt, outcome: "SLACK_REFUSED" }] },
      "refused by Slack",
      "Attempt 3 of 8, next in 04:00",
    ],
    [{ ...delivered, response_code: null, log: [{ ...attempt, response_code: null }] }, "sent", "Delivered, 96 ms"],
  ])("%#", (delivery, result, progress) => {
    expect(resultOf(delivery)).toBe(result);
    expect(progressOf(delivery, NOW)).toBe(progress);
  });
});

test("describes what a webhook receives and its state", () => {
  const webhook = {
    kind: "webhook",
    types: ["approval.*"],
    environments: ["prod"],
    enabled: true,
    gone_at: null,
    failing_since: null,
    last_delivered_at: null,
  } as unknown as Webhook;
  expect(scopeOf(webhook)).toBe("approval.*; prod");
  expect(scopeOf({ ...webhook, types: ["*"], environments: ["prod", "staging", "dev"] })).toBe("all types; all environments");
  expect(scopeOf({ ...webhook, types: [] })).toBe("only by name; prod");
  expect(scopeOf({ ...webhook, kind: "slack", types: ["approval.requested"] })).toBe("all requests; prod");
  expect(scopeOf({ ...webhook, kind: "teams", types: [] })).toBe("requests by name; prod");
  expect(scopeOf({ ...webhook, kind: "teams", types: ["anomaly.detected", "halt.confirmed"] })).toBe(
    "requests by name, anomalies, halts; prod",
  );
  expect(addressOf({ kind: "slack", url: "https://slack.com/app_redirect?channel=C024BE91L" })).toBe("Channel C024BE91L");
  expect(addressOf({ kind: "teams", url: "https://a.test/x" })).toBe("https://a.test/x");
  expect(stateOf(webhook).text).toBe("No delivery yet");
  expect(stateOf({ ...webhook, last_delivered_at: delivered.created_at }).text).toBe("Delivering");
  expect(stateOf({ ...webhook, failing_since: delivered.created_at }).text).toMatch(/^Failing since 07:59/);
  expect(stateOf({ ...webhook, enabled: false, gone_at: delivered.created_at }).text).toMatch(/^Disabled 07:59.*410 Gone$/);
  expect(stateOf({ ...webhook, enabled: false }).text).toBe("Stopped");
});
