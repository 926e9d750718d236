import { decodeId } from "@agentlattice/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createDeps } from "../create-deps.ts";
import type { Deps } from "../deps.ts";
import { createLog } from "../http/log.ts";
import { advanceDue } from "../testing/advance-due.ts";
import { startTestApi, type TestApi } from "../testing/api-fixture.ts";
import { SECOND_ORGANISATION } from "./second-organisation.ts";
import { seedOrganisation } from "./seed-organisation.ts";

const DAY = 24 * 60;
const merge = (pr_number: number) => ({ action_type: "pr.merge", metadata: { repo: "acme/web", pr_number } });
const OWNER = SECOND_ORGANISATION.owner.email;

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

it("imports in order while a sweeper runs, with approvals open between the parts of the import", async () => {
  const kek = Buffer.from(api.database.kek);
  const { deps, close } = createDeps({ env: api.deps.env, kek, urls: api.database, log: createLog("silent") });
  // Every change writes the settled batches first, so the sweeper of the running API sees each intermediate state.
  const importChange: Deps["database"]["history"]["importChange"] = async (...change) => {
    await advanceDue(api.deps);
    return deps.database.history.importChange(...change);
  };
  const history = { ...deps.database.history, importChange };
  const seeded = await seedOrganisation({ ...deps, database: { ...deps.database, history } }, kek, {
    ...SECOND_ORGANISATION,
    history: () => [
      { ago: DAY, agent: "release-bot", action: merge(1), answer: { by: OWNER, decision: "approve", after: 180 } },
      { ago: DAY - 1, by: OWNER, change: { kind: "export_ledger" } },
      { ago: DAY - 1, agent: "release-bot", action: merge(2), answer: { by: OWNER, decision: "approve", after: 30, unused: true } },
      { ago: DAY - 2, by: OWNER, change: { kind: "export_ledger" } },
      { ago: DAY - 4, by: OWNER, change: { kind: "export_ledger" } },
      { ago: 1, agent: "release-bot", action: merge(3) },
    ],
  }).finally(close);
  await advanceDue(api.deps);
  const orgId = decodeId("org", seeded.org_id as string);
  const entries = await api.database.inspect<{ kind: string }>(
    "SELECT kind FROM app.ledger_entry WHERE org_id = $1 AND approval_id IS NOT NULL ORDER BY seq",
    [orgId],
  );
  expect(entries.map(({ kind }) => kind)).toEqual([
    ...["approval.requested", "approval.requested", "approval.decided", "approval.decided", "action.executed", "approval.lapsed"],
    "approval.requested",
  ]);
  const approvals = await api.database.inspect<{ status: string; due: boolean }>(
    "SELECT status, due_at = expires_at AS due FROM app.approval WHERE org_id = $1 ORDER BY requested_at",
    [orgId],
  );
  expect(approvals).toEqual([
    { status: "used", due: null },
    { status: "lapsed", due: null },
    { status: "pending", due: true },
  ]);
});
