import type { AuditEvent } from "@agentlattice/contract";
import { expect, test } from "vitest";
import { accepts, countFilters, NO_FILTERS, toQuery } from "./audit-filters.ts";

const NOTHING = { ...NO_FILTERS, environment: null };

const NOW = Date.parse("2026-11-21T08:00:00.000Z");
const event = {
  kind: "approval.decided",
  action_type: "pr.merge",
  status: "approved",
  agent_id: "agt_1",
  approval_id: "apr_1",
  actor: { type: "user", id: "usr_1" },
  environment: "prod",
} as AuditEvent;

test("converts filters and time spans to query parameters", () => {
  const filters = {
    ...NO_FILTERS,
    environment: "dev" as const,
    since: "24h" as const,
    action: "pr.*",
    agent: "agt_1",
    approval: "apr_1",
    kind: "approval.*",
  };
  expect(toQuery(filters, NOW)).toEqual({
    from: "2026-11-20T08:00:00.000Z",
    kind: "approval.*",
    action_type: "pr.*",
    agent_id: "agt_1",
    approval_id: "apr_1",
    environment: "dev",
  });
  expect(toQuery({ ...NOTHING, since: "1h", from: "41" }, NOW)).toMatchObject({ from: "41" });
  expect(countFilters(filters)).toBe(5);
});

test.each([
  [{}, true],
  [{ kind: "approval.*", action: "pr.*", status: "denied,approved", actor: "usr_1", agent: "agt_1", approval: "apr_1" }, true],
  [{ kind: "action.*" }, false],
  [{ action: "pr.mer" }, false],
  [{ environment: "prod" as const }, true],
  [{ environment: "dev" as const }, false],
  [{ status: "denied" }, false],
  [{ actor: "system" }, false],
  [{ policy: "asks" }, null],
  [{ anomaly: "OFF_HOURS" }, false],
  [{ q: "#4" }, null],
  [{ kind: "action.*", q: "#4" }, false],
])("a live entry matches %j: %s", (filters, expected) => expect(accepts({ ...NOTHING, ...filters }, event)).toBe(expected));
