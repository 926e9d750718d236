import type { OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";
import { NoLogError } from "./check-heads.ts";

export interface StoredHead {
  readonly origin: string;
  readonly size: number;
  readonly frontier: Buffer;
  /** The version in the same row: keys at least as new include every key that the log had at this size. */
  readonly configVersion: number;
}

/** Reads the stored head of an organisation's log. @throws Error when there is no log */
export async function readHead(reader: OrgReader, scope: OrgScope): Promise<StoredHead> {
  const [head] = await reader.rows<StoredHead>(scope, {
    name: "ledger_head",
    text: 'SELECT origin, size::float8 AS size, frontier, config_version::float8 AS "configVersion" FROM app.ledger_head WHERE org_id = $1',
    values: [scope.orgId],
  });
  if (!head) throw new NoLogError();
  return head;
}
