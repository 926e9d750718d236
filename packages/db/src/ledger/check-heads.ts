import { LedgerError } from "./ledger-error.ts";
import type { SignerHealth } from "./signer-health.ts";

const AT_ONCE = 4;

/** Signs each head, a few concurrently. Failures are recorded in the signer's health; removed logs are dropped from it. */
export async function checkHeads(
  orgIds: Iterable<string>,
  signHead: (orgId: string) => Promise<unknown>,
  health: SignerHealth,
): Promise<void> {
  const due = [...orgIds];
  const work = async () => {
    for (let orgId = due.pop(); orgId !== undefined; orgId = due.pop()) await checkHead(orgId, signHead, health);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function checkHead(orgId: string, signHead: (orgId: string) => Promise<unknown>, health: SignerHealth): Promise<void> {
  try {
    await signHead(orgId);
  } catch (error) {
    if (error instanceof NoLogError) health.remove(orgId);
    else if (!(error instanceof LedgerError)) health.bad(orgId, error, null);
  }
}

/** Returns true when the organisation does not exist. */
export class NoLogError extends Error {
  override readonly name = "NoLogError";

  constructor() {
    super("this organisation has no log");
  }
}
