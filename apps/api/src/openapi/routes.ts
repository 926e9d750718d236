import { createOpenApi } from "@agentlattice/contract/openapi";
import type { App } from "../http/mount-route.ts";

/** The description of the HTTP surface, for anybody. Made once, when it is first asked for. */
export function mountOpenApi(app: App): void {
  let text: string | null = null;
  app.get("/api/v1/openapi.json", (c) => {
    text ??= JSON.stringify(createOpenApi());
    return c.body(text, 200, { "content-type": "application/json", "cache-control": "public, max-age=300" });
  });
}
