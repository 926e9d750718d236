import type { OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";

/** The status of an approval and the configuration version at the time of the read. */
export interface FoundStatus {
  readonly status: string;
  /** The UUID of the entry of the question that waits for an answer. */
  readonly question: string | null;
  readonly configVersion: number;
}

/** Reads the status of an approval; null when the agent has no such approval. */
export type ReadApprovalStatus = (scope: OrgScope, approvalId: string, agentId: string | null) => Promise<FoundStatus | null>;

interface Asked {
  readonly scope: OrgScope;
  readonly approvalId: string;
  readonly agentId: string | null;
  resolve(found: FoundStatus | null): void;
  reject(error: unknown): void;
}

const BATCH = 1_000;
const STATUSES = `SELECT a.approval_id, a.agent_id, a.status, a.progress ->> 'question' AS question, h.config_version::float8 AS version
  FROM app.approval a JOIN app.ledger_head h USING (org_id) WHERE a.org_id = $1 AND a.approval_id = ANY($2::uuid[])`;

/**
 * Combines reads: calls made while a read of the same organisation is running share the next one, so that thousands of agents that
 * reconnect at once need only a few queries.
 * INVARIANT: a read starts after all calls that it answers.
 */
export function openApprovalStatus(reader: OrgReader): ReadApprovalStatus {
  const waiting = new Map<string, Asked[]>();

  async function readAll(orgId: string): Promise<void> {
    for (let asked = waiting.get(orgId); asked && asked.length > 0; asked = waiting.get(orgId)) {
      const batch = asked.splice(0, BATCH);
      await answer(reader, batch).catch((error) => batch.forEach(({ reject }) => reject(error)));
    }
    waiting.delete(orgId);
  }

  return (scope, approvalId, agentId) =>
    new Promise((resolve, reject) => {
      const asked = { scope, approvalId, agentId, resolve, reject };
      const others = waiting.get(scope.orgId);
      if (others) others.push(asked);
      else {
        waiting.set(scope.orgId, [asked]);
        // Calls of the same event loop turn share the first read.
        setImmediate(() => void readAll(scope.orgId));
      }
    });
}

async function answer(reader: OrgReader, batch: readonly Asked[]): Promise<void> {
  const [first] = batch;
  if (!first) return;
  const ids = [...new Set(batch.map(({ approvalId }) => approvalId))];
  const rows = await reader.rows<{ approval_id: string; agent_id: string; status: string; question: string | null; version: number }>(
    first.scope,
    {
      name: "approval_statuses",
      text: STATUSES,
      values: [first.scope.orgId, ids],
    },
  );
  const found = new Map(rows.map((row) => [row.approval_id, row]));
  for (const { approvalId, agentId, resolve } of batch) {
    const row = found.get(approvalId);
    resolve(
      row && (agentId === null || agentId === row.agent_id)
        ? { status: row.status, question: row.question, configVersion: row.version }
        : null,
    );
  }
}
