import { Readable } from "node:stream";
import type { Deps } from "../deps.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requirePerson } from "../http/require-agent.ts";
import { exportBundle } from "./export-bundle.ts";
import { exportLedger } from "./export-ledger.ts";
import { exportManifest } from "./export-manifest.ts";
import { getCheckpoint } from "./get-checkpoint.ts";
import { getEvent } from "./get-event.ts";
import { getLedgerStatus } from "./get-ledger-status.ts";
import { listEvents } from "./list-events.ts";
import { listLeaves } from "./list-leaves.ts";
import { listLogKeys } from "./list-log-keys.ts";
import { proveConsistency } from "./prove-consistency.ts";
import { proveInclusion } from "./prove-inclusion.ts";
import { proveRange } from "./prove-range.ts";
import { recordVerification } from "./record-verification.ts";
import { revealPlaceholders } from "./reveal-placeholders.ts";
import { rotateLogKey } from "./rotate-log-key.ts";
import { createLedgerVerifier } from "./verify-ledger.ts";

const TEXT = "text/plain; charset=utf-8";

export function mountAudit(app: App, deps: Deps): void {
  const verify = createLedgerVerifier(deps);

  mountRoute(app, deps, "listAuditEvents", async ({ c, principal, query }) => c.json(await listEvents({ principal, query, deps })));
  mountRoute(app, deps, "getAuditEvent", async ({ c, principal }) =>
    c.json(await getEvent({ principal, name: c.req.param("id") ?? "", deps })),
  );
  mountRoute(app, deps, "revealPlaceholders", async ({ c, principal, body }) =>
    c.json(await revealPlaceholders({ principal, name: c.req.param("id") ?? "", reason: body.reason, deps })),
  );
  mountRoute(app, deps, "getCheckpoint", async ({ c, principal }) => c.json(await getCheckpoint({ principal, deps })));
  mountRoute(app, deps, "rotateLogKey", async ({ c, principal, body }) =>
    c.json(await rotateLogKey({ principal: requirePerson(principal), input: body, deps })),
  );
  mountRoute(app, deps, "listLogKeys", async ({ c, principal, query }) => c.json(await listLogKeys({ principal, query, deps })));
  mountRoute(app, deps, "getLedgerStatus", async ({ c, principal }) => c.json(await getLedgerStatus({ principal, deps })));
  mountRoute(app, deps, "verifyLedger", async ({ c, principal, query }) => c.json(await verify({ principal, query })));
  mountRoute(app, deps, "recordVerification", async ({ c, principal, body }) =>
    c.json(await recordVerification({ principal, checkpoint: body.checkpoint, deps }), 201),
  );
  mountRoute(app, deps, "proveInclusion", async ({ c, principal, query }) => c.json(await proveInclusion({ principal, query, deps })));
  mountRoute(app, deps, "proveConsistency", async ({ c, principal, query }) => c.json(await proveConsistency({ principal, query, deps })));
  mountRoute(app, deps, "proveRange", async ({ c, principal, query }) => c.json(await proveRange({ principal, query, deps })));

  mountRoute(app, deps, "listLeaves", async ({ c, principal, query }) => {
    const { from, to, text } = await listLeaves({ principal, query, deps });
    return c.body(new Uint8Array(text), 200, { "content-type": TEXT, "al-ledger-from": String(from), "al-ledger-to": String(to) });
  });

  mountRoute(app, deps, "exportLedger", async ({ c, principal, query }) => {
    const { id, from, to, checkpoint, format, content } = await exportLedger({ principal, query, deps });
    return c.body(content, 200, {
      "content-type": format === "csv" ? "text/csv; charset=utf-8; header=present" : TEXT,
      "content-disposition": `attachment; filename="entries.${format}"`,
      "al-export-id": id,
      "al-ledger-from": String(from),
      "al-ledger-to": String(to),
      "al-ledger-checkpoint": Buffer.from(checkpoint).toString("base64"),
    });
  });
  mountRoute(app, deps, "exportPayloads", async ({ c, principal, query }) => {
    const { id, from, to, content } = await exportBundle({ principal, query, deps });
    return c.body(Readable.toWeb(content) as ReadableStream<Uint8Array>, 200, {
      "content-type": "application/zip",
      "content-disposition": 'attachment; filename="agentlattice-evidence.zip"',
      "al-export-id": id,
      "al-ledger-from": String(from),
      "al-ledger-to": String(to),
    });
  });
  mountRoute(app, deps, "exportManifest", async ({ c, principal, query }) =>
    c.json(await exportManifest({ principal, exportId: query.export, deps })),
  );
}
