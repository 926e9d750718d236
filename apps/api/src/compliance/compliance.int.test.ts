import { ComplianceReport, Coverage } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import { canonicalize, toHex, utf8 } from "@agentlattice/core/ledger";
import { sha256 } from "@agentlattice/db";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { countActivity } from "../testing/calibrated.ts";

const REPORTS = ["article-12", "owasp-agentic", "soc2", "hipaa"] as const;
const HOSTILE = `=HYPERLINK("x")<script>alert("a")</script>\u202e`;

let api: TestApi;
let org: TestOrg;
let other: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  other = await api.createOrg("Other");
  await org.publish(policy("docs", { match: { actions: ["doc.*"] }, effect: "allow" }));
  await org.publish(policy("asks", { match: { actions: ["pr.*"] }, effect: "approve" }));
  for (let i = 0; i < 3; i++) await act(org.agentKey, { action_type: "doc.read" });
  const denied = await act(org.agentKey, { action_type: "satellite.launch" });
  for (let i = 0; i < 3; i++)
    await api.call("POST", `actions/${denied.audit_event_id}/report`, { token: org.agentKey, body: { status: "success" } });
  const executed = await act(org.agentKey, { action_type: "doc.read" });
  await api.call("POST", `actions/${executed.audit_event_id}/report`, { token: org.agentKey, body: { status: "success" } });
  const asked = await act(org.agentKey, { action_type: "pr.merge" });
  const { digest } = (await api.call("GET", `approvals/${asked.approval_id}`, { token: org.owner })).body;
  await api.call("POST", `approvals/${asked.approval_id}/decision`, {
    token: org.owner,
    body: { decision: "deny", digest, reason: HOSTILE },
  });
  await api.call("POST", "evaluate", { token: org.agentKey, body: { tool: "search", content: "hello" } });
  await api.call("POST", "events", { token: org.agentKey, body: { kind: "app.note", data: { text: HOSTILE } } });
  await api.call("POST", "agents", { token: org.owner, body: { name: "idle", capabilities: ["doc.read"] } });
  await api.database.inspect("UPDATE app.organisation SET name = $2 WHERE org_id = $1", [decodeId("org", org.orgId), HOSTILE]);
  for (let i = 0; i < 7; i++) await act(other.agentKey, { action_type: "doc.read" });
  await countActivity(api, org);
});
afterAll(() => api.close());

const act = async (token: string, body: object) => (await api.call("POST", "actions", { token, body })).body;
const read = async (name: string, query = "", token = org.owner) => {
  const { status, body } = await api.call("GET", `compliance/${name}${query}`, { token });
  expect(status).toBe(200);
  return ComplianceReport.parse(body);
};
const entries = async (filter: Record<string, string>, token = org.owner) =>
  (await api.call("GET", `audit/events?${new URLSearchParams({ ...filter, limit: "200" })}`, { token })).body.data as { seq: number }[];
const file = (name: string, query: string, headers = {}) => api.call("GET", `compliance/${name}${query}`, { token: org.owner, headers });
const exportsOf = async () => (await api.call("GET", "audit/events?kind=audit.exported", { token: org.owner })).body.data;

describe("a report", () => {
  it.each(REPORTS)("%s counts exactly the entries that the filter of each count returns", async (name) => {
    const report = await read(name);
    const counts = report.sections.flatMap((section) => section.counts);
    expect(counts.length).toBeGreaterThan(5);
    for (const { label, count, filter, href } of counts) {
      expect({ label, count }).toEqual({ label, count: (await entries(filter)).length });
      expect(Object.fromEntries(new URL(href, "http://console").searchParams)).toEqual(filter);
    }
    expect(report.sections.every(({ status }) => status === "computed")).toBe(true);
  });

  it("contains correct counts, coverage and limits, and refers to a signed head", async () => {
    const report = await read("article-12");
    const counts = Object.fromEntries(report.sections.flatMap((section) => section.counts.map(({ id, count }) => [id, count])));
    expect(counts).toMatchObject({ executed: 4, denied: 2, requested: 1, reports: 1, recorded: 1, decided: 1, denied_by_person: 1 });
    // Three reports without permission are one anomaly.
    expect(counts).toMatchObject({ anomalies: 1, refused_reports: 3, tampered: 0 });
    expect(counts.entries).toBe((report.range.last_seq ?? 0) + 1);
    expect(report.coverage.totals).toEqual({
      agents: 2,
      agents_enforced: 1,
      agents_report_only: 0,
      agents_unseen: 1,
      gateway: 1,
      sdk: 6,
      unknown: 0,
      report_only: 1,
    });
    const limits = Object.fromEntries(report.limits.map(({ id, text }) => [id, text]));
    expect(limits.outcomes).toBe("3 of 4 executed actions have no reported outcome.");
    expect(limits).toMatchObject({
      evidence: expect.stringContaining("not a legal assessment"),
      unseen: expect.stringContaining("1 of 2"),
    });
    expect(report.verification).toMatchObject({ status: "never" });
    const { digest, ...body } = report;
    expect(toHex(sha256(utf8(canonicalize(body as never))))).toBe(digest);
    const checkpoint = (await api.call("GET", "audit/checkpoint", { token: org.owner })).body;
    expect(report.log).toMatchObject({ size: checkpoint.size, root: checkpoint.root, checkpoint: checkpoint.checkpoint });
  });

  it("contains the time that people took to decide, and the start of the ledger", async () => {
    const { oversight, retention } = await read("article-12");
    expect(oversight).toMatchObject({ status: "computed", decisions: 1 });
    const [asked, decided] = await Promise.all(
      ["approval.requested", "approval.decided"].map(async (kind) => {
        const [entry] = (await api.call("GET", `audit/events?kind=${kind}`, { token: org.owner })).body.data;
        return new Date(entry.timestamp).getTime();
      }),
    );
    expect(Math.abs((oversight.median_ms ?? 0) - ((decided ?? 0) - (asked ?? 0)))).toBeLessThan(50);
    expect(oversight.p95_ms).toBe(oversight.median_ms);
    expect(retention).toMatchObject({ status: "computed", months: null, required_months: 6 });
    expect(retention.oldest_entry_at?.slice(0, 10)).toBe(new Date().toISOString().slice(0, 10));
    const empty = await read("article-12", "?environment=dev");
    expect(empty.oversight).toEqual({ status: "computed", decisions: 0, median_ms: null, p95_ms: null });
  });

  it("counts decisions of library policies for their controls, and names policies that are not in force", async () => {
    const fresh = await api.createOrg();
    await api.call("POST", "policies/library/destructive-tools-ask/install", { token: fresh.owner, body: { publish: true } });
    await act(fresh.agentKey, { action_type: "tool.delete_database" });
    const { sections } = await read("owasp-agentic", "", fresh.owner);
    const misuse = sections.find(({ id }) => id === "ASI02");
    const [count] = misuse?.counts.filter(({ id }) => id === "policy.destructive-tools-ask") ?? [];
    expect(count?.filter.policy).toMatch(/^pol_/);
    expect(count?.count).toBe((await entries(count?.filter ?? {}, fresh.owner)).length);
    expect(misuse?.gaps[0]).toMatch(/^Not in force now: refunds-limited/);
  });

  it("covers the requested range, also ten years or a range without entries", async () => {
    const long = await read("article-12", "?from=2020-01-01&to=2030-12-31");
    expect(long.range).toMatchObject({ from: "2020-01-01T00:00:00.000Z", to: "2031-01-01T00:00:00.000Z", first_seq: 0 });
    const today = new Date().toISOString().slice(0, 10);
    expect((await read("article-12", `?from=${today}&to=${today}`)).range.first_seq).not.toBeNull();
    for (const query of ["?from=2001-01-01&to=2001-12-31", "?from=2999-01-01&to=2999-12-31"]) {
      const empty = await read("article-12", query);
      expect(empty.range).toMatchObject({ first_seq: null, last_seq: null });
      for (const { count, filter } of empty.sections.flatMap(({ counts }) => counts)) {
        expect(count).toBe(0);
        expect(await entries(filter)).toEqual([]);
      }
    }
    expect((await read("article-12", "?environment=dev")).sections[0]?.counts[1]).toMatchObject({
      count: 0,
      filter: { environment: "dev" },
    });
    for (const query of ["?from=2026-02-02&to=2026-02-01", "?from=yesterday", "?to=2026-13-01", "?format=pdf", "?from=1&to=2"])
      expect((await api.call("GET", `compliance/article-12${query}`, { token: org.owner })).body).toMatchObject({ status: 422 });
  });

  it("returns not_computed instead of zero for a section that fails", async () => {
    const counts = vi.spyOn(api.deps.database.reader, "count");
    counts.mockRejectedValueOnce(new Error("query timeout"));
    const { sections, limits } = await read("article-12");
    counts.mockRestore();
    expect(sections[0]).toMatchObject({ status: "not_computed" });
    expect(sections[0]?.counts.every(({ count }) => count === null)).toBe(true);
    expect(sections[1]).toMatchObject({ status: "computed" });
    expect(limits.map(({ id }) => id)).toContain("not_computed");
  });
});

describe("an export", () => {
  it("is recorded with its digest in each format, and reading a report is not", async () => {
    const before = (await exportsOf()).length;
    await read("article-12");
    expect(await exportsOf()).toHaveLength(before);
    const json = await file("article-12", "?format=json");
    expect(json.headers.get("content-disposition")).toContain('filename="article-12.json"');
    const [entry] = await exportsOf();
    expect(entry).toMatchObject({ id: json.headers.get("al-export-id"), status: "report", actor: { type: "user" } });
    const { data } = (await api.call("GET", `audit/events/${entry.id}`, { token: org.owner })).body;
    expect(data).toMatchObject({ report: "article_12", format: "json", digest: json.body.digest });
    expect((await api.call("GET", `audit/export/manifest?export=${entry.id}`, { token: org.owner })).status).toBe(404);
    await file("hipaa", "?format=csv");
    await file("soc2", "", { accept: "text/html,application/xhtml+xml" });
    expect(await exportsOf()).toHaveLength(before + 3);
    const { components } = (await api.call("GET", "posture", { token: org.owner })).body;
    expect(components.ledger_integrity.summary).toContain("not exported this month");
  });

  it("is HTML that escapes all data, with its digest and the limits", async () => {
    const { text, headers } = await file("article-12", "?format=html");
    expect(headers.get("content-type")).toContain("text/html");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(text).not.toMatch(/<script|\u202e/);
    expect(text).toContain("&lt;script&gt;");
    expect(text).toMatch(/<footer class="digest">Report digest \(SHA-256\): <code>[0-9a-f]{64}<\/code><\/footer>/);
    expect(text).toContain("a[href]::after");
    expect(text).toContain("not a legal assessment");
    expect(text.match(/<a href="http:\/\/localhost:3000\/audit\?[^"]+">/g)?.length).toBeGreaterThan(10);
  });

  it("is CSV with escaped formulas and the limits", async () => {
    const { text } = await file("article-12", "?format=csv");
    const lines = text.trimEnd().split("\r\n");
    expect(lines[0]).toBe("part,reference,title,status,id,label,count,link");
    expect(lines.find((line) => line.startsWith("report,,,,organisation,"))).toContain(`"'=HYPERLINK`);
    expect(lines.find((line) => line.includes(",executed,"))).toMatch(
      /^count,Article 12\(1\),Automatic logging,computed,executed,Actions executed,4,http/,
    );
    expect(lines.filter((line) => line.startsWith("limit,")).length).toBeGreaterThan(2);
  });

  it("requires the permission to export; reading does not", async () => {
    const { token } = await org.addMember("operator");
    expect((await read("soc2", "", token)).report).toBe("soc2");
    expect((await api.call("GET", "compliance/soc2?format=csv", { token })).status).toBe(403);
    for (const refused of [org.agentKey, (await org.addMember("member")).token])
      expect((await api.call("GET", "compliance/soc2", { token: refused })).status).toBe(403);
    const { body } = await api.call("POST", "keys", { token: org.owner, body: { name: "d", scopes: ["audit:read"], environment: "dev" } });
    for (const path of ["compliance/soc2", "coverage"])
      expect((await api.call("GET", path, { token: body.api_key })).body.code).toBe("ENVIRONMENT_FORBIDDEN");
  });
});

describe("coverage", () => {
  const coverage = async (query = "", token = org.owner) => {
    const { status, body } = await api.call("GET", `coverage${query}`, { token });
    expect(status).toBe(200);
    return Coverage.parse(body);
  };

  it("lists agents by channel, their tools, and the limits of coverage", async () => {
    const found = await coverage();
    expect(found.data).toMatchObject([
      { agent_id: org.agentId, channel: "sdk", enforced: true, gateway: 1, sdk: 6, report_only: 1 },
      { agent_name: "idle", channel: "none", enforced: false, last_request_at: null },
    ]);
    expect(found.tools).toEqual([
      { action_type: "doc.read", agents: 1, gateway: 0, sdk: 4, unknown: 0 },
      { action_type: "pr.merge", agents: 1, gateway: 0, sdk: 1, unknown: 0 },
      { action_type: "satellite.launch", agents: 1, gateway: 0, sdk: 1, unknown: 0 },
      { action_type: "tool.search", agents: 1, gateway: 1, sdk: 0, unknown: 0 },
    ]);
    expect(found.limits.map(({ id }) => id)).toEqual(["outside", "cooperative", "unseen"]);
    expect((await coverage("", other.owner)).totals).toMatchObject({ agents: 1, sdk: 7 });
  });

  it("is paged, and counts within its range", async () => {
    const first = await coverage("?limit=1");
    expect(first).toMatchObject({ has_more: true, totals: { agents: 2 } });
    const second = await coverage(`?limit=1&cursor=${first.next_cursor}`);
    expect([...first.data, ...second.data].map(({ agent_name }) => agent_name)).toEqual(["release-bot", "idle"]);
    expect(second.has_more).toBe(false);
    expect((await coverage("?from=2001-01-01&to=2001-12-31")).totals).toMatchObject({ agents: 0, sdk: 0 });
    expect((await coverage("?environment=dev")).totals).toMatchObject({ agents: 2, sdk: 0 });
    for (const query of ["?from=2026-02-02&to=2026-02-01", "?cursor=x", "?limit=1000"])
      expect((await api.call("GET", `coverage${query}`, { token: org.owner })).status).toBe(422);
  });
});
