import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from "@asteasolutions/zod-to-openapi";
import { z } from "zod";
import { ERROR_CODES, ERRORS, type ErrorCode } from "./errors.ts";
import { errorTable } from "./errors-page.ts";
import { EXAMPLES } from "./openapi-examples.ts";
import { id, json } from "./primitives.ts";
import { Problem } from "./problem.ts";
import { headersOfRefusal, headersOfSuccess, RESPONSE_HEADERS, type ResponseHeader } from "./response-headers.ts";
import { ROUTES, type Route } from "./routes/index.ts";
import { AgentSession } from "./runs.ts";

type Document = ReturnType<OpenApiGeneratorV31["generateDocument"]>;

const BEARER = "bearer";

z.globalRegistry.add(json, { type: ["object", "array", "string", "number", "boolean", "null"], items: {}, description: "Any JSON value" });

/** Descriptions of ids in paths, by the first segment of the path. */
const PATH_IDS = {
  actions: "evt",
  decisions: "evt",
  approvals: "apr",
  agents: "agt",
  policies: "pol",
  delegations: "del",
  audit: "evt",
  invitations: "inv",
  sessions: "ses",
  runs: "run",
  halts: "hlt",
  drills: "drl",
  anomalies: "ano",
  budgets: "rsv",
  webhooks: "whk",
} as const;

/** Descriptions of ids in paths, by parameter name. */
const NAMED_IDS: Readonly<Record<string, string>> = { key_id: "key", user_id: "usr", delivery_id: "dlv" };

const HEADERS: Readonly<Record<string, string>> = {
  "X-AL-Statement":
    "Required when the agent, or the agent at the root of its delegation, has an identity key: a compact JWS (EdDSA) of agent, seq, nonce, exp and the SHA-256 of the body.",
  "X-AL-Event-ID": "The caller's id of this submission, at most 128 printable characters. The same id and body answer the same action.",
  "X-AL-Delegation-ID": "The delegation the key belongs to. When sent it must be the credential's own.",
  "Idempotency-Key":
    "At most 128 printable characters. A repeated request with the same key and body returns the first response, with Idempotency-Replayed: true.",
  Accept: "`text/csv` or `text/html` exports the report in this format.",
  Prefer:
    "`wait=25` waits up to 25 seconds for a person's decision; `return=minimal` omits the receipt (RFC 7240). Preference-Applied lists the applied preferences.",
  traceparent: "W3C trace context; its trace id is the decision's.",
  "Last-Event-ID": "Resumes after this event.",
  "AL-Client-ID":
    "The agent's client that opens the stream, such as cli_01h455vb4pex5vsknk084sn02q. Keep it over reconnections. Generated when it is omitted.",
  "AL-Client": "Name and version of that client, such as sdk-js/0.1.0.",
};

/** Descriptions of the operation groups. */
const TAGS: Readonly<Record<string, string>> = {
  Actions: "Agents submit actions before they act, and report the outcomes.",
  Sidecar: "The same decisions over plain HTTP, for applications in any language. Every path is also at the root, without /api/v1.",
  Runs: "One execution of an agent. Its actions name it in run_id, and limits per run count them together.",
  Budgets: "Limits on spending: caps of policies, reservations, and how they were settled.",
  Approvals: "People decide requests; agents wait for the decision and collect the approval.",
  Policies: "Policy documents: drafts, versions, publishing.",
  Agents: "Agents and their API keys.",
  Audit: "The ledger: entries, proofs, signed heads, export, the live stream.",
  "Sign-in": "Sessions of people.",
  Channels: "Messages to people and systems outside: endpoints, deliveries, replays.",
  Delegations: "Capabilities that an agent passes to a child agent: narrower, shorter, revocable.",
  Halts: "Stops by people, the clients that acknowledged them, and how work resumes.",
  Compliance: "Reports that count the evidence in the ledger, and list what they do not show.",
  Anomalies: "Activity of agents that differs from what is usual for them.",
  Posture: "The governance score of an organisation, computed from evidence.",
  Operations: "For supervisors and load balancers.",
};

/** Builds the OpenAPI 3.1 document from the route table. @param routes the routes that the process serves; all by default */
export function createOpenApi(serves: (route: Route) => boolean = () => true): Document {
  const routes = (ROUTES as readonly Route[]).filter(serves);
  const registry = new OpenAPIRegistry();
  registry.registerComponent("securitySchemes", BEARER, {
    type: "http",
    scheme: "bearer",
    description: "An API key (al_live_… or al_test_…) or the session token of a signed-in person (als_…).",
  });
  const used = new Set<ErrorCode>(routes.flatMap((route) => route.errors));
  for (const code of ERROR_CODES.filter((each) => used.has(each)))
    registry.registerComponent("examples", code, { summary: ERRORS[code].title, value: exampleProblem(code) });
  for (const [name, header] of Object.entries(RESPONSE_HEADERS)) registry.registerComponent("headers", name, header);
  const refusals = new Set(routes.flatMap((route) => refusalsOf(route.errors).map(({ name }) => name)));
  for (const route of routes)
    for (const refusal of refusalsOf(route.errors)) {
      if (refusals.delete(refusal.name)) registry.registerComponent("responses", refusal.name, toResponse(refusal));
    }
  for (const route of routes) registry.registerPath(toPath(route));
  return new OpenApiGeneratorV31([{ type: "schema", schema: Problem }, ...registry.definitions]).generateDocument({
    openapi: "3.1.0",
    info: {
      title: "AgentLattice",
      version: "1",
      description:
        "Ask before acting: policies answer at once, people answer when policy says so, and every answer is an entry in a verifiable ledger." +
        `\n\n## Errors\n\nEvery refusal is an RFC 9457 problem with one of these codes.\n\n${errorTable()}`,
      contact: { name: "AgentLattice", url: "https://agentlattice.dev" },
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/api/v1" }],
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name, description: TAGS[name] ?? name })),
    security: [{ [BEARER]: [] }],
  });
}

function securityOf({ access, detail }: Route): Pick<RouteConfig, "security" | "description"> {
  if (access !== "public") return { description: `Permission: \`${access}\`.` };
  if (detail === undefined) return { security: [], description: "Requires no credential." };
  return { security: [{}, { [BEARER]: [] }], description: `Requires no credential. The full answer needs \`${detail}\`.` };
}

function toPath(route: Route): RouteConfig {
  const params = pathParams(route);
  const headers = headerParams(route);
  const example = EXAMPLES[route.operationId];
  return {
    method: route.method,
    path: route.path.replace(/:(\w+)/g, "{$1}"),
    operationId: route.operationId,
    summary: route.summary,
    tags: [route.tag],
    ...securityOf(route),
    request: {
      ...(params ? { params } : {}),
      ...(route.query ? { query: route.query as z.ZodObject } : {}),
      ...(headers ? { headers } : {}),
      ...(route.body
        ? {
            body: {
              required: !route.body.safeParse({}).success,
              content: { "application/json": { schema: route.body, ...(example === undefined ? {} : { example }) } },
            },
          }
        : {}),
    },
    responses: { ...successes(route), ...failures(route.errors) },
  };
}

function pathParams(route: Route): z.ZodObject | null {
  const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name as string);
  const first = route.path.split("/")[1] as keyof typeof PATH_IDS;
  if (names.length === 0) return null;
  // The id of a session of agents is the caller's own.
  if (route.operationId === "getAgentSession") return z.object({ id: AgentSession.shape.id.unwrap() });
  return z.object(Object.fromEntries(names.map((name) => [name, id(NAMED_IDS[name] ?? PATH_IDS[first])])));
}

function headerParams(route: Route): z.ZodObject | null {
  if (!route.headers) return null;
  return z.object(
    Object.fromEntries(
      route.headers.map((name) => [
        name,
        z
          .string()
          .optional()
          .meta({ description: HEADERS[name] ?? name }),
      ]),
    ),
  );
}

function successes(route: Route): RouteConfig["responses"] {
  return Object.fromEntries(
    Object.entries(route.responses).map(([status, { description, schema, types = [], headers }]) => {
      const others = types.map((type) => [type, { schema: { type: type.endsWith("json") ? ("object" as const) : ("string" as const) } }]);
      const content = { ...(schema ? { "application/json": { schema } } : {}), ...Object.fromEntries(others) };
      return [
        status,
        { description, headers: toHeaders(headersOfSuccess(route, headers)), ...(Object.keys(content).length > 0 ? { content } : {}) },
      ];
    }),
  );
}

/** The error codes that routes return with one status, as one component. */
interface Refusal {
  readonly name: string;
  readonly status: number;
  readonly codes: readonly ErrorCode[];
}

/** Returns one error response per status. Routes with the same codes share a component, so the codes form its name. */
function refusalsOf(codes: readonly ErrorCode[]): Refusal[] {
  const statuses = [...new Set(codes.map((code) => ERRORS[code].status))];
  return statuses.map((status) => {
    const same = ERROR_CODES.filter((code) => codes.includes(code) && ERRORS[code].status === status);
    return { name: same.join("."), status, codes: same };
  });
}

function failures(codes: readonly ErrorCode[]): RouteConfig["responses"] {
  return Object.fromEntries(refusalsOf(codes).map(({ status, name }) => [status, { $ref: `#/components/responses/${name}` }]));
}

/** Returns an error response with an example per code. */
function toResponse({ status, codes }: Refusal) {
  const examples = Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
  return {
    description: codes.map((code) => `\`${code}\`: ${ERRORS[code].title}`).join("\n\n"),
    headers: toHeaders(headersOfRefusal(status, codes)),
    content: { "application/problem+json": { schema: problemOf(codes), examples } },
  };
}

function toHeaders(names: readonly ResponseHeader[]) {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** Returns the schema of a problem that is limited to the route's codes for one status. */
function problemOf(codes: readonly ErrorCode[]) {
  return {
    allOf: [
      { $ref: "#/components/schemas/Problem" },
      { type: "object" as const, properties: { code: { enum: [...codes] } }, required: ["code"] },
    ],
  };
}

function exampleProblem(code: ErrorCode): z.output<typeof Problem> {
  const { status, title, retryable } = ERRORS[code];
  return {
    type: `https://agentlattice.dev/problems/${code.toLowerCase().replaceAll("_", "-")}`,
    title,
    status,
    detail: title,
    code,
    request_id: "req_01943f5c7a8b7c3d9e0f1a2b3c4d5e6f",
    retryable,
    error: { code, message: title, details: {} },
  };
}
