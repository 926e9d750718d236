import type { OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";
import { NoLogError } from "./check-heads.ts";

export interface StoredHead {
  readonly origin: string;
  readonly size: number;
  readonly frontier: Buffer;
}

/** Reads the stored head of an organisation's log. @throws Error when there is no log */
export async function readHead(reader: OrgReader, scope: OrgScope): Promise<StoredHead> {
  const [head] = await reader.rows<StoredHead>(scope, {
    name: "ledger_head",
    text: "SELECT origin, size::float8 AS size, frontier FROM app.ledger_head WHERE org_id = $1",
    values: [scope.orgId],
  });
  if (!head) throw new NoLogError();
  return head;
}
