import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../testing/api-fixture.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

it("405 names the other methods of a path", async () => {
  const { status, body, headers } = await api.call("PUT", "actions", { body: {} });
  expect({ status, code: body.code, allow: headers.get("allow") }).toEqual({ status: 405, code: "METHOD_NOT_ALLOWED", allow: "POST" });
  expect(body.detail).toBe("This path takes POST. See /api/v1/openapi.json.");
  expect((await api.call("POST", "approvals/apr_x")).headers.get("allow")).toBe("GET");
});

it.each(["nothing", "actions/x/y/z", "../etc/passwd", "actions%2fcheck"])("%s returns 404", async (path) => {
  expect(await api.call("GET", path)).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
});
