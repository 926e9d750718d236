import { Readable } from "node:stream";
import type { Deps } from "../deps.ts";
import { answerOnce } from "../http/idempotency.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requirePerson } from "../http/require-agent.ts";
import { getCosts } from "./get-costs.ts";
import { exportCosts, listCosts } from "./list-costs.ts";
import { listPrices, removePrice, setPrice } from "./prices.ts";
import { writeExport } from "./write-export.ts";

export function mountCosts(app: App, deps: Deps): void {
  mountRoute(app, deps, "getCosts", async ({ c, principal, query }) => c.json(await getCosts(deps, principal, query)));

  mountRoute(app, deps, "listCosts", async ({ c, principal, query }) => c.json(await listCosts(deps, principal, query)));

  mountRoute(app, deps, "exportCosts", async ({ c, principal, query }) => {
    const { format } = query;
    const content = Readable.from(writeExport(format, await exportCosts(deps, principal, query)));
    return c.body(Readable.toWeb(content) as ReadableStream<Uint8Array>, 200, {
      "content-type": format === "csv" ? "text/csv; charset=utf-8; header=present" : "application/json",
      "content-disposition": `attachment; filename="costs.${format}"`,
    });
  });

  mountRoute(app, deps, "listPrices", async ({ c, principal }) => c.json(await listPrices(deps, principal)));

  mountRoute(app, deps, "setPrice", async (call) =>
    answerOnce(call, "setPrice", 200, (once) => setPrice({ principal: requirePerson(call.principal), price: call.body, once, deps })),
  );

  mountRoute(app, deps, "removePrice", async ({ c, principal, body }) => {
    await removePrice({ principal: requirePerson(principal), model: body.model, deps });
    return c.body(null, 204);
  });
}
