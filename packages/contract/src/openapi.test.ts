import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
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
  responses: Record<string, Response>;
}

interface Response {
  $ref?: string;
  description: string;
  headers?: Record<string, { $ref: string }>;
  content?: Record<string, { examples?: Record<string, object> }>;
}

const document = JSON.parse(JSON.stringify(createOpenApi())) as {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; responses: Record<string, Response>; securitySchemes: Record<string, { scheme: string }> };
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

  it("contains only the route table", () => {
    const listed = Object.values(document.paths).flatMap((methods) => Object.values(methods).map((operation) => operation.operationId));
    expect(listed.sort()).toEqual(ROUTES.map((route) => route.operationId).sort());
  });

  describe.each(ROUTES as readonly Route[])("$operationId", (route) => {
    const operation = operationOf(route) as Operation;

    it("has its path, tag, security and body", () => {
      expect(operation.operationId).toBe(route.operationId);
      expect(operation.tags).toEqual([route.tag]);
      const open = route.detail === undefined ? [] : [{}, { bearer: [] }];
      expect(operation.security).toEqual(route.access === "public" ? open : undefined);
      expect(operation.requestBody !== undefined).toBe(route.body !== undefined);
    });

    it("lists each path parameter and header", () => {
      const named = (location: string) =>
        (operation.parameters ?? []).filter((parameter) => parameter.in === location).map((parameter) => parameter.name);
      expect(named("path")).toEqual([...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name));
      expect(named("header")).toEqual([...(route.headers ?? [])]);
    });

    it("documents the refusal of an invalid query and body", () => {
      if (route.query || route.body) expect(route.errors).toContain("INVALID_REQUEST");
    });

    it("documents each success and each error code by status", () => {
      for (const status of Object.keys(route.responses)) expect(operation.responses[status]).toBeDefined();
      for (const code of route.errors) {
        const name = operation.responses[ERRORS[code].status]?.$ref?.split("/").at(-1) ?? "";
        const examples = document.components.responses[name]?.content?.["application/problem+json"]?.examples ?? {};
        expect(Object.keys(examples)).toContain(code);
      }
    });
  });
});

describe("the response headers", () => {
  const headersOf = (path: string, method: string, status: number) =>
    Object.keys(document.paths[path]?.[method]?.responses[status]?.headers ?? {});

  it("name the request, the quota, replays, preferences and the console page", () => {
    const answered = ["X-Request-ID", "RateLimit-Policy", "RateLimit", "Idempotency-Replayed", "Preference-Applied"];
    expect(headersOf("/actions", "post", 200)).toEqual(answered);
    expect(headersOf("/actions", "post", 202)).toEqual([...answered, "Location", "Retry-After"]);
    expect(headersOf("/evaluate", "post", 202)).toContain("Location");
    expect(headersOf("/health", "get", 200)).toEqual(["X-Request-ID"]);
    expect(Object.keys(document.components.responses.UNAUTHENTICATED?.headers ?? {})).toEqual(["X-Request-ID", "WWW-Authenticate"]);
  });
});

/** Every node of the document with its JSON pointer. */
function* nodes(value: unknown, pointer = ""): Generator<{ node: Record<string, unknown>; pointer: string }> {
  if (typeof value !== "object" || value === null) return;
  yield { node: value as Record<string, unknown>, pointer };
  for (const [name, below] of Object.entries(value)) yield* nodes(below, `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
}
const all = [...nodes(document)];
const schemas = all.filter(({ pointer }) => /\/(schema|schemas\/[^/]+|properties\/[^/]+|items)$/.test(pointer));

describe("the patterns", () => {
  const patterns = [...new Set(schemas.flatMap(({ node }) => (typeof node.pattern === "string" ? [node.pattern] : [])))];

  it.each(patterns)("%s has the same meaning in every engine", (pattern) => {
    expect(pattern).not.toMatch(/\/[a-z]*$|\\[pPuk]|\(\?/);
    expect(() => [new RegExp(pattern), new RegExp(pattern, "u")]).not.toThrow();
  });

  it("accept every name that the API accepts, and few others", () => {
    const { properties } = document.components.schemas.AgentInput as { properties: Record<string, { pattern: string }> };
    const { name, description } = properties;
    for (const good of ["release-bot", "Ärzte 2.0_x", "机器人", "9"]) expect(good).toMatch(new RegExp(name?.pattern ?? "", "u"));
    for (const bad of ["", "-x", " x", "a/b", "a\nb", "a<b", "a~"]) expect(bad).not.toMatch(new RegExp(name?.pattern ?? ""));
    expect("Merges what was reviewed: 你好!").toMatch(new RegExp(description?.pattern ?? ""));
    expect("two\nlines").not.toMatch(new RegExp(description?.pattern ?? ""));
  });
});

describe("the examples", () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
  formats.default(ajv);
  ajv.addSchema(document, "openapi.json");
  /** Places with examples, and the schema that each has to fit. */
  const examples = all.flatMap(({ node, pointer }) => {
    if (pointer.startsWith("/components/examples") || pointer.endsWith("/examples")) return [];
    const schema = node.schema === undefined ? pointer : `${pointer}/schema`;
    const named = Object.entries((node.examples ?? {}) as Record<string, { $ref?: string; value?: unknown }>);
    return [
      ...(node.example === undefined ? [] : [{ schema, example: node.example, name: pointer }]),
      ...named.map(([name, { $ref, value }]) => ({ schema, example: $ref ? exampleOf($ref) : value, name: `${pointer} ${name}` })),
    ];
  });

  function exampleOf(ref: string): unknown {
    return all.find(({ pointer }) => pointer === ref.slice(1))?.node.value;
  }

  it("exist for most operations", () => expect(examples.length).toBeGreaterThan(500));

  it.each([...new Map(examples.map((example) => [JSON.stringify([example.schema, example.example]), example])).values()])(
    "$name matches its schema",
    ({ schema, example }) => {
      const valid = ajv.getSchema(`openapi.json#${encodeURI(schema)}`);
      expect(valid?.(example), JSON.stringify(valid?.errors)).toBe(true);
    },
  );

  it.each(Object.entries(EXAMPLES))("%s is accepted by the API", (operationId, example) => {
    const route = (ROUTES as readonly Route[]).find((candidate) => candidate.operationId === operationId);
    expect(route?.body?.safeParse(example).error?.issues).toBeUndefined();
    expect(route).toBeDefined();
  });
});
