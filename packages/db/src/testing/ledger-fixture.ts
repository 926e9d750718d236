import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ApprovalPlan, uuidv7, type Verdict } from "@agentlattice/core";
import { termsHash } from "@agentlattice/core/approval";
import type { Intent, SubmitIntent } from "@agentlattice/core/settle";
import { createTestDatabase, type TestDatabase } from "@agentlattice/test-kit";
import { type CreatedOrganisation, createOrganisation } from "../create-organisation.ts";
import { type Database, type DatabaseOptions, openDatabase } from "../database.ts";
import { sha256 } from "../ledger/sha256.ts";
import { fileSignerState } from "../ledger/signer-state.ts";

export const newId = () => uuidv7(Date.now(), randomBytes(10));

export interface Fixture {
  readonly test: TestDatabase;
  readonly signerDir: string;
  readonly errors: unknown[];
  open(options?: Partial<DatabaseOptions>): Database;
  createOrg(database: Database, name?: string): Promise<CreatedOrganisation & { agentId: string; keyId: string }>;
  close(): Promise<void>;
}

/** Opens a fixture on a test database, a new one by default. Each `open` acts as another process. */
export async function ledgerFixture(database?: TestDatabase): Promise<Fixture> {
  const test = database ?? (await createTestDatabase());
  const signerDir = await mkdtemp(join(tmpdir(), "al-signer-"));
  const opened: Database[] = [];
  const errors: unknown[] = [];
  return {
    test,
    signerDir,
    errors,
    open(options = {}) {
      const database = openDatabase({
        appUrl: test.app,
        ledgerUrl: test.ledger,
        kek: Buffer.from(test.kek),
        signerState: fileSignerState(join(signerDir, String(opened.length)), (error) => errors.push(error)),
        onError: (error) => errors.push(error),
        ...options,
      });
      opened.push(database);
      return database;
    },
    async createOrg(database, name = "Acme") {
      const owner = { email: `owner-${newId()}@acme.test`, name: "Olive Owner", passwordHash: "x" };
      const created = await createOrganisation(database, Buffer.from(test.kek), newId, {
        name,
        zone: "UTC",
        seed: null,
        logHost: "test.local",
        sendsNotices: false,
        owner,
      });
      const agentId = newId();
      await database.inOrg(created.scope, (client) =>
        client.agent.create({
          data: { orgId: created.orgId, agentId, name: "bot", nameKey: "bot", capabilities: ["*"], ownerUserId: created.ownerId },
        }),
      );
      return { ...created, agentId, keyId: newId() };
    },
    async close() {
      await Promise.all(opened.map((database) => database.close()));
      await rm(signerDir, { recursive: true, force: true });
      await test.drop();
    },
  };
}

const ALLOWED: Verdict = {
  action: "ALLOW",
  status: "executed",
  message: "Allowed.",
  conditions_evaluated: [],
  policies: [],
  shadow: [],
  obligations: [],
  findings: [],
  reason_codes: ["POLICY_COMPLIANT"],
  event_types: ["action.executed"],
  risk_score: 0,
};

const ASKS: Verdict = {
  ...ALLOWED,
  action: "REQUIRE_APPROVAL",
  status: "requested",
  message: "A person must approve this.",
  event_types: ["approval.requested"],
  risk_score: 80,
  approval: {
    stages: [{ approvers: ["role:owner"], quorum: 1 }],
    expires: 3_600,
    use_within: 900,
    separation_of_duties: "default",
    reason: "required_on_deny",
    risk: "low",
    asked_by: [],
  },
};

type FixtureAgent = { agentId: string; keyId: string };

export function submitIntent(agent: FixtureAgent, overrides: Partial<SubmitIntent> = {}): SubmitIntent {
  return {
    kind: "submit",
    entry_id: newId(),
    principal: { agent_id: agent.agentId, key_id: agent.keyId, environment: "prod" },
    action_type: "doc.read",
    verdict: ALLOWED,
    claim: null,
    approval: null,
    payloads: [],
    ...overrides,
  };
}

export function askIntent(agent: FixtureAgent): SubmitIntent & { approval: NonNullable<SubmitIntent["approval"]> } {
  const requested_by = { owner: null, opened_by: [], key_makers: [] };
  const digest_salt = randomBytes(32);
  const approval = {
    approval_id: newId(),
    digest: "ab".repeat(32),
    digest_salt,
    risk: { level: "low" as const, score: 20, reasons: [] },
    requested_by,
    terms: termsHash(sha256, digest_salt, { plan: ASKS.approval as ApprovalPlan, requested_by }),
  };
  return { ...submitIntent(agent, { action_type: "pr.merge", verdict: ASKS }), approval };
}

export function decideIntent(approvalId: string, person: { id: string; role?: string }, decision: "approve" | "deny"): Intent {
  return {
    kind: "decide",
    entry_id: newId(),
    approval_id: approvalId,
    decision,
    digest: "ab".repeat(32),
    has_reason: true,
    person: { id: person.id, email: "p@acme.test", role: person.role ?? "owner" },
    claim: null,
    payloads: [],
  };
}
