import { createOpenApi } from "@agentlattice/contract/openapi";
import type { App } from "../http/mount-route.ts";

/** Serves the OpenAPI document of this process without a credential. It is built on the first request. */
export function mountOpenApi(app: App): void {
  let text: string | null = null;
  app.get("/api/v1/openapi.json", (c) => {
    text ??= describeRoutes(app);
    return c.body(text, 200, { "content-type": "application/json", "cache-control": "public, max-age=300" });
  });
}

function describeRoutes(app: App): string {
  const served = new Set(app.routes.map(({ method, path }) => `${method} ${path}`));
  return JSON.stringify(createOpenApi(({ method, path }) => served.has(`${method.toUpperCase()} /api/v1${path}`)));
}
