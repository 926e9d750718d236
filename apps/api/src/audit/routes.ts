import type { Deps } from "../deps.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { exportLedger } from "./export-ledger.ts";
import { getCheckpoint } from "./get-checkpoint.ts";
import { listEvents } from "./list-events.ts";
import { proveConsistency } from "./prove-consistency.ts";
import { proveInclusion } from "./prove-inclusion.ts";
import { createLedgerVerifier } from "./verify-ledger.ts";

export function mountAudit(app: App, deps: Deps): void {
  const verify = createLedgerVerifier(deps);

  mountRoute(app, deps, "listAuditEvents", async ({ c, principal, query }) => c.json(await listEvents({ principal, query, deps })));
  mountRoute(app, deps, "getCheckpoint", async ({ c, principal }) => c.json(await getCheckpoint({ principal, deps })));
  mountRoute(app, deps, "verifyLedger", async ({ c, principal }) => c.json(await verify(principal)));
  mountRoute(app, deps, "proveInclusion", async ({ c, principal, query }) => c.json(await proveInclusion({ principal, query, deps })));
  mountRoute(app, deps, "proveConsistency", async ({ c, principal, query }) => c.json(await proveConsistency({ principal, query, deps })));

  mountRoute(app, deps, "exportLedger", async ({ c, principal, query, deps }) => {
    const { from, to, checkpoint, lines } = await exportLedger({ principal, from: query.from ?? 0, deps });
    return c.body(lines, 200, {
      "content-type": "text/plain; charset=utf-8",
      "al-ledger-from": String(from),
      "al-ledger-to": String(to),
      "al-ledger-checkpoint": Buffer.from(checkpoint).toString("base64"),
    });
  });
}
