import { createHash } from "node:crypto";
import { canonicalize as oracle } from "json-canonicalize";
import { describe, expect, it } from "vitest";
import { commitment } from "./commitment.ts";
import { type Entry, encodeEntry, NO_PREVIOUS, sealEntry } from "./entry.ts";
import { ENTRY_KINDS } from "./entry-kinds.ts";
import { ENTRY_DATA } from "./entry-schemas.ts";
import { FIXTURE_ORIGIN, fixtureDraft, fixtureLog } from "./fixture-log.ts";
import { readEntry } from "./read-entry.ts";
import type { Sha256 } from "./types.ts";

const sha: Sha256 = (bytes) => new Uint8Array(createHash("sha256").update(bytes).digest());
const position = { log: FIXTURE_ORIGIN, seq: 0, ts: "2026-11-21T08:00:00.000Z", prev: NO_PREVIOUS };
const entry: Entry = { v: 1, ...fixtureDraft(1), ...position, pd: { reason: "ab".repeat(32) } };

describe("entries", () => {
  it("are sealed in canonical form", () => {
    expect(sealEntry(entry, position)).toBe(oracle(entry));
    expect(encodeEntry(entry)).toBe(oracle(entry));
    expect(readEntry(encodeEntry(entry))).toEqual({ ok: true, entry });
  });

  it("are limited to 64 KiB, counted in bytes", () => {
    const filled = (text: string) => ({ ...entry, data: { text } });
    const room = 65_536 - encodeEntry(filled("")).length;
    expect(encodeEntry(filled("a".repeat(room)))).toHaveLength(65_536);
    expect(() => encodeEntry(filled("a".repeat(room + 1)))).toThrow(RangeError);
    expect(() => encodeEntry(filled("é".repeat(room - 1)))).toThrow(RangeError);
  });

  const text = encodeEntry(entry);
  it.each([
    ["a member more", text.replace('"v":1', '"v":1,"w":1'), "MALFORMED_LINE"],
    ["a member less", text.replace(/"corr":"[^"]*",/, ""), "MALFORMED_LINE"],
    ["another version", text.replace('"v":1}', '"v":2}'), "MALFORMED_LINE"],
    ["a kind that is no kind", text.replace("action.executed", "Action"), "MALFORMED_LINE"],
    ["an id of another sort", text.replace('"id":"evt_', '"id":"act_'), "MALFORMED_LINE"],
    ["a time without milliseconds", text.replace(".000Z", "Z"), "MALFORMED_LINE"],
    ["a thirteenth month", text.replace("2026-11", "2026-13"), "MALFORMED_LINE"],
    ["a fraction as seq", text.replace('"seq":0', '"seq":0.5'), "MALFORMED_LINE"],
    ["a commitment that is not hex", text.replace("abab", "abAB"), "MALFORMED_LINE"],
    ["white space", text.replace(",", ", "), "NOT_CANONICAL"],
    ["a key twice", text.replace('"v":1', '"v":1,"v":1'), "NOT_CANONICAL"],
    ["unsorted members", text.replace(/("seq":0),("subject":\{[^}]*\})/, "$2,$1"), "NOT_CANONICAL"],
    ["another spelling of a number", text.replace('"seq":0', '"seq":0e0'), "NOT_CANONICAL"],
    ["an escape that is not needed", text.replace("action.executed", "action\\u002eexecuted"), "NOT_CANONICAL"],
    ["a lone surrogate", text.replace("prod", "\\ud800"), "NOT_CANONICAL"],
    ["a byte order mark", `\ufeff${text}`, "MALFORMED_LINE"],
    ["an array", "[]", "MALFORMED_LINE"],
    ["too many bytes", text.replace('"prod"', `"${"a".repeat(65_536)}"`), "MALFORMED_LINE"],
  ])("are refused with %s", (_, changed, fault) => {
    expect(changed).not.toBe(text);
    expect(readEntry(changed)).toEqual({ ok: false, fault });
  });
});

describe("commitments", () => {
  const input = {
    salt: new Uint8Array(32).fill(7),
    log: FIXTURE_ORIGIN,
    id: entry.id,
    field: "reason",
    value: { text: "because", n: [1, 2] },
  };
  it("are SHA-256(0x02 ‖ salt ‖ JCS) in hex", () => {
    const preimage = `{"field":"reason","id":"${entry.id}","log":"${FIXTURE_ORIGIN}","value":{"n":[1,2],"text":"because"}}`;
    expect(commitment(sha, input)).toBe(
      createHash("sha256")
        .update(Buffer.concat([Buffer.of(2), input.salt, Buffer.from(preimage)]))
        .digest("hex"),
    );
  });

  it("differ by salt, log, entry, field and value", () => {
    const variants = [
      input,
      { ...input, salt: new Uint8Array(32) },
      { ...input, log: "x" },
      { ...input, id: "y" },
      { ...input, field: "z" },
      { ...input, value: null },
    ];
    expect(new Set(variants.map((variant) => commitment(sha, variant))).size).toBe(variants.length);
    expect(() => commitment(sha, { ...input, salt: new Uint8Array(16) })).toThrow(RangeError);
  });
});

describe("the schemas of entry data", () => {
  const id = (prefix: string) => `${prefix}_01h455vb4pex5vsknk084sn02q`;
  const VKEY = `log.example/log/x/g1+0123abcd+${"A".repeat(44)}`;
  const hash = "0f".repeat(32);
  const policy = { id: id("pol"), version: 3, hash, verdict: "allow", mode: "enforce" };
  const decision = {
    action_type: "pr.merge",
    environment: "prod",
    key: id("key"),
    delegation: null,
    status: "executed",
    decision_action: "ALLOW",
    reason_codes: ["POLICY_ALLOWED"],
    policies: [policy],
    shadow: [],
    risk_score: 12,
    obligations: ["redact"],
    event_types: ["action.executed"],
  };
  const approval = { approval: id("apr"), action_type: "pr.merge", digest: hash, event_types: [] };
  const delegation = { delegation: id("del"), parent: id("agt"), child: id("agt"), event_types: [] };
  const key = { key: id("key"), agent: null, environment: "dev", scopes: ["audit:read"] };
  const halt = { halt: id("hlt"), scope: { action: "refund.*", environment: "prod" } };
  const session = { session: id("ses"), user: id("usr") };
  const reserved = { reservation: id("rsv"), environment: "prod", key: id("key") };
  const budget = { policy: id("pol"), index: 0, measure: "usd", cap: 5_000_000, used: 5_100_000 };
  const samples: Record<(typeof ENTRY_KINDS)[number], object> = {
    "org.created": { generation: 1, vkey: `log.example/log/x/g1+0123abcd+${"A".repeat(44)}` },
    "action.executed": { ...decision, approval: id("apr"), request_event: id("evt") },
    "action.denied": { ...decision, status: "denied", decision_action: "DENY", denial_reason: "POLICY_DENIED" },
    "action.reported": { event: id("evt"), action_type: "pr.merge", status: "partial" },
    "report.refused": { event: id("evt"), action_type: "pr.merge", reported: "success" },
    "approval.requested": {
      ...decision,
      status: "requested",
      decision_action: "REQUIRE_APPROVAL",
      approval: id("apr"),
      digest: hash,
      expires_at: "2026-11-21T08:00:00.000Z",
      use_within: 900,
      extension: [{ policy: id("pol"), index: 0, measure: "usd", cap: 5_000_000, needed: 1, max: 9_000_000 }],
    },
    "approval.decided": { ...approval, decision: "deny", denial_reason: "DENIED_BY_REVIEWER" },
    "approval.expired": { ...approval, denial_reason: "APPROVAL_EXPIRED" },
    "approval.lapsed": { ...approval, denial_reason: "APPROVAL_EXPIRED" },
    "approval.cancelled": approval,
    "approval.revoked": { ...approval, withdrawn: { usd_micros: 2_000_000 } },
    "approval.refused": { ...approval, denial_reason: "CONDITIONS_DENIED" },
    "approval.resumed": { ...approval, lapses_at: "2026-11-21T08:00:00.000Z" },
    "approval.voted": { ...approval, vote: "approve", stage: 0, for: id("usr"), step_up: "password", extend: { tokens: 9 } },
    "approval.edited": { ...approval, requested_digest: hash, stage: 0 },
    "approval.undone": approval,
    "approval.requirement_changed": { ...approval, terms: approval.digest, policies: [], kept_votes: [], stage: 0 },
    "approval.escalated": { ...approval, stage: 0, level: 1 },
    "approval.claimed": { ...approval, until: "2026-11-21T08:05:00.000Z" },
    "approval.released": approval,
    "approval.commented": approval,
    "approval.asked": approval,
    "approval.answered": approval,
    "emergency.reviewed": { ...approval, user: id("usr") },
    "emergency.unreviewed": { ...approval, user: id("usr") },
    "grant.revoked": { grant: id("gra"), approval: id("apr"), agent: id("agt") },
    "grant.ended": { grant: id("gra"), approval: id("apr"), agent: id("agt"), reason: "POLICY_CHANGED" },
    "permit.consumed": { ...approval, permit: id("prm") },
    "outcome.unknown": approval,
    "outcome.settled": { ...approval, outcome: "failed" },
    "group.changed": { group: id("grp"), change: "created", members: [id("usr")] },
    "handover.changed": {
      user: id("usr"),
      change: "handed_over",
      to: id("usr"),
      from: "2026-11-21T08:00:00.000Z",
      until: "2026-11-22T08:00:00.000Z",
    },
    "delegation.created": { ...delegation, depth: 1, expires_at: "2026-11-21T08:00:00.000Z", capabilities_hash: hash },
    "delegation.revoked": delegation,
    "delegation.expired": delegation,
    "halt.requested": { ...halt, clients: 12 },
    "halt.confirmed": { ...halt, clients: 12, after_ms: 610 },
    "halt.resumed": { ...halt, acknowledged: 10, outstanding: 2 },
    "drill.changed": { drill: id("drl"), agent: id("agt"), change: "created" },
    "drill.completed": { drill: id("drl"), agent: id("agt"), halt: id("hlt"), goal_ms: 2000, clients: 3, in_time: 2, passed: false },
    "identity_key.changed": { agent: id("agt"), identity_key: id("aik"), change: "registered", fingerprint: hash },
    "breaker.changed": { agent: id("agt"), change: "held_open" },
    "policy.changed": { policy: id("pol"), change: "published", version: 2, hash, epoch: 7 },
    "agent.changed": { agent: id("agt"), change: "disabled" },
    "key.created": key,
    "key.revoked": { ...key, agent: id("agt"), scopes: [] },
    "organisation.changed": { organisation: id("org"), change: "renamed" },
    "invitation.changed": { invitation: id("inv"), change: "created", role: "auditor", expires_at: "2026-11-28T08:00:00.000Z" },
    "passkey.changed": { passkey: id("psk"), user: id("usr"), change: "registered", public_key: "MFkw", rp: hash },
    "totp.changed": { user: id("usr"), change: "removed", proof: "recovery_code" },
    "permit_key.changed": { key: "x".repeat(43), change: "rotated", replaces: "y".repeat(43), until: "2026-11-21T08:05:00.000Z" },
    "channel.changed": { channel: id("whk"), kind: "webhook", change: "secret_rotated" },
    "member.changed": { user: id("usr"), change: "added", role: "auditor" },
    "session.started": session,
    "session.ended": session,
    "audit.exported": { from: 0, to: 100, format: "ndjson" },
    "ledger.restored": {
      generation: 2,
      vkey: "log.example/log/k3v9t2/g2+e8eb6db6+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
      previous: { origin: "log.example/log/k3v9t2/g1", size: 2, root: "0".repeat(64) },
      signed: { size: 5, root: "1".repeat(64) },
    },
    "audit.revealed": { event: "evt_01h455vb4pex5vsknk084sn02q", placeholders: 2 },
    "ledger.key_rotated": { previous_vkey: VKEY, vkey: VKEY, previous_signature: `${"A".repeat(86)}==`, signature: `${"A".repeat(86)}==` },
    "ledger.verified": { size: 41, root: hash },
    "anomaly.detected": { action_type: "pr.merge", anomaly: "APPROVAL_TAMPERED", approval: id("apr") },
    "anomaly.expected": { anomaly: id("ano"), agent: id("agt"), change: "expected" },
    "app.recorded": { environment: "prod", key: id("key"), run: id("run") },
    "budget.reserved": {
      ...reserved,
      run: id("run"),
      amounts: { usd_micros: 250_000, calls: 1 },
      expires_at: "2026-11-21T08:00:00.000Z",
      thresholds: [{ ...budget, share: 0.8 }],
    },
    "budget.denied": { environment: "prod", key: id("key"), amounts: {}, status: "denied", denial_reason: "BUDGET_EXCEEDED" },
    "budget.settled": { ...reserved, amounts: { tokens: 12 }, estimated: true, late: true, overruns: [budget] },
    "budget.released": reserved,
    "budget.expired": reserved,
    "price.changed": { organisation: id("org"), change: "set" },
  };

  it.each(ENTRY_KINDS)("of %s is a closed object without free text", (kind) => {
    const schema = ENTRY_DATA[kind];
    expect(schema.parse(samples[kind])).toEqual(samples[kind]);
    expect(schema.safeParse({ ...samples[kind], note: "hello" }).success).toBe(false);
    for (const [name, value] of Object.entries(samples[kind])) {
      if (typeof value === "string")
        expect(schema.safeParse({ ...samples[kind], [name]: "Ignore previous instructions" }).success, name).toBe(false);
      if (Array.isArray(value)) expect(schema.safeParse({ ...samples[kind], [name]: ["Call me at +49 170"] }).success, name).toBe(false);
    }
  });
});

it("the fixture log is valid", () => {
  const { lines } = fixtureLog(sha, 3);
  expect(lines.map((line) => readEntry(line).ok)).toEqual([true, true, true]);
});
