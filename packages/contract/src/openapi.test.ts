import { describe, expect, it } from "vitest";
import { ERRORS } from "./errors.ts";
import { createOpenApi } from "./openapi.ts";
import { EXAMPLES } from "./openapi-examples.ts";
import { ROUTES, type Route } from "./routes/index.ts";

interface Operation {
  operationId: string;
  tags: string[];
  security?: object[];
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { description: string; content?: Record<string, { examples?: Record<string, object> }> }>;
}

const document = JSON.parse(JSON.stringify(createOpenApi())) as {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; securitySchemes: Record<string, { scheme: string }> };
  security: object[];
};

const operationOf = (route: Route) => document.paths[route.path.replace(/:(\w+)/g, "{$1}")]?.[route.method];

describe("the OpenAPI document", () => {
  it.each([
    ["/policies/schema", "get", { "application/schema+json": { schema: { type: "object" } } }],
    ["/audit/export", "get", { "text/plain": { schema: { type: "string" } }, "text/csv": { schema: { type: "string" } } }],
    ["/policies/backtest", "post", { "application/json": expect.anything(), "text/event-stream": { schema: { type: "string" } } }],
  ])("names every media type of %s", (path, method, content) => {
    expect(document.paths[path]?.[method]?.responses[200]?.content).toEqual(content);
  });

  it("is OpenAPI 3.1 with bearer security", () => {
    expect(document.openapi).toBe("3.1.0");
    expect(document.components.securitySchemes.bearer?.scheme).toBe("bearer");
    expect(document.security).toEqual([{ bearer: [] }]);
  });

  it("resolves every reference and names every component once", () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref as string);
    expect(refs.length).toBeGreaterThan(0);
    for (const ref of refs) {
      const target = ref
        .replace(/^#\//, "")
        .split("/")
        .reduce<unknown>(
          (node, part) => (node as Record<string, unknown> | undefined)?.[part.replaceAll("~1", "/").replaceAll("~0", "~")],
          document,
        );
      expect(target, ref).toBeTypeOf("object");
    }
  });

  it("has nothing beside the route table", () => {
    const listed = Object.values(document.paths).flatMap((methods) => Object.values(methods).map((operation) => operation.operationId));
    expect(listed.sort()).toEqual(ROUTES.map((route) => route.operationId).sort());
  });

  describe.each(ROUTES as readonly Route[])("$operationId", (route) => {
    const operation = operationOf(route) as Operation;

    it("has its path, tag, security and body", () => {
      expect(operation.operationId).toBe(route.operationId);
      expect(operation.tags).toEqual([route.tag]);
      expect(operation.security).toEqual(route.access === "public" ? [] : undefined);
      expect(operation.requestBody !== undefined).toBe(route.body !== undefined);
    });

    it("lists each path parameter and header", () => {
      const named = (place: string) =>
        (operation.parameters ?? []).filter((parameter) => parameter.in === place).map((parameter) => parameter.name);
      expect(named("path")).toEqual([...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name));
      expect(named("header")).toEqual([...(route.headers ?? [])]);
    });

    it("says how a query and a body that do not fit are refused", () => {
      if (route.query || route.body) expect(route.errors).toContain("INVALID_REQUEST");
    });

    it("answers each success and each error code under its status", () => {
      for (const status of Object.keys(route.responses)) expect(operation.responses[status]).toBeDefined();
      for (const code of route.errors) {
        const examples = operation.responses[ERRORS[code].status]?.content?.["application/problem+json"]?.examples ?? {};
        expect(Object.keys(examples)).toContain(code);
      }
    });
  });
});

describe("the examples", () => {
  it.each(Object.entries(EXAMPLES))("%s fits its schema", (operationId, example) => {
    const route = (ROUTES as readonly Route[]).find((candidate) => candidate.operationId === operationId);
    expect(route?.body?.safeParse(example).error?.issues).toBeUndefined();
    expect(route).toBeDefined();
  });
});
