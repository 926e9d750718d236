import { ROUTES } from "@agentlattice/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../testing/api-fixture.ts";

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

describe("openapi.json", () => {
  it("is public and describes every mounted route", async () => {
    const { status, headers, body } = await api.call("GET", "openapi.json");
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/json");
    expect(body.openapi).toBe("3.1.0");
    const mounted = new Set(api.app.routes.map((route) => `${route.method} ${route.path}`));
    for (const route of ROUTES) {
      expect(mounted, route.operationId).toContain(`${route.method.toUpperCase()} /api/v1${route.path}`);
      expect(body.paths[route.path.replace(/:(\w+)/g, "{$1}")]?.[route.method]?.operationId).toBe(route.operationId);
    }
  });
});
