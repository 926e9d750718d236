import { describe, expect, it } from "vitest";
import { auditEvent } from "../../../sdk/src/testing/fixtures.ts";
import { styleFor } from "../terminal/style.ts";
import { lineOf } from "./show-row.ts";

const plain = styleFor({ write: () => {} }, {});
const look = { agent: "release-bot", style: plain, columns: Infinity, local: false };

describe("a line of tail", () => {
  it.each([
    [
      "a decision",
      auditEvent(41),
      "2026-11-21T08:00:00.000Z       41  ✓ executed   pr.merge                  release-bot         evt_01h455vb4pex5vsknk084sn02q",
    ],
    [
      "a denial with its reason",
      auditEvent(42, { kind: "action.denied", status: "denied", denial_reason: "POLICY_DENIED" }),
      "2026-11-21T08:00:00.000Z       42  ✗ denied     pr.merge                  release-bot         POLICY_DENIED",
    ],
    [
      "a change without an action",
      auditEvent(43, { kind: "key.created", action_type: null, status: null, subject: { type: "key", id: "key_1" } }),
      "2026-11-21T08:00:00.000Z       43  ·            key.created               release-bot         key key_1",
    ],
  ])("%s", (_, row, line) => {
    expect(lineOf(row, look)).toBe(line);
  });

  it("fits the terminal", () => {
    expect(lineOf(auditEvent(41), { ...look, columns: 100 }).length).toBeLessThanOrEqual(100);
  });

  it("escapes control characters from any source", () => {
    const evil = "\u001b[2J\u202e";
    const row = auditEvent(1, { status: evil, action_type: evil, denial_reason: evil, timestamp: evil });
    expect(lineOf(row, { ...look, agent: evil })).not.toMatch(/[\u001b\u202e]/);
  });

  it("is coloured by status", () => {
    const style = styleFor({ isTTY: true, write: () => {} }, {});
    expect(lineOf(auditEvent(1), { ...look, style })).toContain("\u001b[32m✓ executed");
    expect(lineOf(auditEvent(1, { status: "denied" }), { ...look, style })).toContain("\u001b[31m✗ denied");
  });
});
