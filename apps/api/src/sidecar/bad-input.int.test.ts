import { type IncomingHttpHeaders, request } from "node:http";
import { Readable } from "node:stream";
import { text as readText } from "node:stream/consumers";
import { ERRORS } from "@agentlattice/contract";
import type { Answer } from "@agentlattice/test-kit/call";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";
import { VALID_DECISION } from "../testing/valid-decision.ts";

/** Time after which a request counts as hanging, in milliseconds. A slow answer on a busy machine stays far below. */
const HANGS = 30_000;
const MAX_ANSWER = 16 * 1024;
const KB = 1024;

let api: TestApi;
let org: TestOrg;
let served: ServedApi;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  const modules = { secrets: { action: "redact" }, pii: {}, content: {}, memory: {}, contract: {} };
  await org.publish(policy("everything", { effect: "allow", match: { actions: ["*"] }, modules }));
  served = await serveApi(api.app);
});
afterAll(async () => {
  await served.close();
  await api.close();
});

type Json = string | number | boolean | null | { [key: string]: Json } | Json[];

const SOUND: Record<string, Json> = {
  evaluate: { tool: "send_email" },
  scan: { content: "x" },
  validate: {
    decision: VALID_DECISION,
  },
};

const FIELDS: Record<string, string[]> = {
  evaluate: [
    "content|tool|model|agent_id|metadata|metadata.a|data_accessed|data_accessed.0|data_accessed.0.count|justification|before|after",
    "tools|tools.0|skill|memory|memory.op|memory.value|usage|usage.usd|usage.input_tokens|tags|tags.0|data_subjects|session_id|run_id",
    "iteration_index|correlation_id|parent_event_id|supports|tool.name|tool.server|tool.arguments|model.name",
  ].flatMap((line) => line.split("|")),
  scan: ["content"],
  validate: [
    "decision|decision.id|decision.action|decision.status|decision.denial_reason|decision.reason_codes|decision.reason_codes.0",
    "decision.risk_score|decision.mode|decision.shadow|decision.shadow.0|decision.policies|decision.event_types|decision.evaluated_at",
    "decision.findings|decision.findings.0|decision.obligations|decision.obligations.0.params|decision.conditions_evaluated",
    "decision.teec_version|decision.trace_id|decision.component_versions|decision.component_versions.engine|decision.other",
  ].flatMap((line) => line.split("|")),
};

/** JSON that can mean two things, or nothing: the body as a whole is refused, wherever it stands. */
const MALFORMED: [string, string][] = [
  ["NaN", "NaN"],
  ["Infinity", "-Infinity"],
  ["minus zero", "-0"],
  ["1e400", "1e400"],
  ["a number that underflows", "1e-400"],
  ["2^53 and one", "9007199254740993"],
  ["half a surrogate pair", '"\\ud800"'],
  ["__proto__", '{"__proto__":{"admin":true}}'],
  ["an escaped __proto__", '{"\\u005f_proto__":1}'],
  ["constructor", '{"constructor":{"prototype":{"a":1}}}'],
  ["the same key twice", '{"a":1,"\\u0061":2}'],
  ["nesting", "[".repeat(100_000) + "]".repeat(100_000)],
  ["nested objects", `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`],
  ["an open string", '"a'],
  ["a comment", "1 /* */"],
];

/** JSON that is sound, in places where it is of the wrong kind, or where anything may stand. */
const ODD: [string, string][] = [
  ...["null", "true", "0", "-1", "1.5", '""', '"x"', "[]", "[null]", "[[[]]]", "{}"].map((text): [string, string] => [text, text]),
  ["a null character", '"\\u0000"'],
  ["names of every object", '{"toString":1,"valueOf":2,"hasOwnProperty":3,"length":4}'],
  ["an invalid day", '"2026-02-30T25:61:61Z"'],
];

const wellFormed = (answer: Answer) => {
  expect(answer.text.length).toBeLessThan(MAX_ANSWER);
  expect(answer.text).not.toMatch(/\bat [\w.]+ \(|node_modules|\.ts:\d|Invalid input|undefined|nonoptional/);
  const { status, body } = answer;
  expect([200, 400, 413, 415, 422]).toContain(status);
  if (status === 200) return;
  expect(Object.keys(ERRORS)).toContain(body.code);
  expect(body).toMatchObject({ status, retryable: false, detail: expect.stringMatching(/\w.*\.$/s) });
  if (status !== 422) return;
  expect(body.errors.length).toBeGreaterThan(0);
  expect(body.errors.length).toBeLessThanOrEqual(20);
  for (const { path, message } of body.errors) {
    expect(path).toMatch(/^[\x20-\x7e]{0,256}$/);
    expect(message).toMatch(/^[\x20-\x7e]{3,512}$/);
  }
};

/** A sound body with one part of it replaced. */
function put(body: Json | undefined, [head, ...rest]: string[], value: Json): Json {
  if (head === undefined) return value;
  if (head === "0") return [put({}, rest, value)];
  const given = typeof body === "object" && body !== null && !Array.isArray(body) ? body : {};
  return { ...given, [head]: put(given[head], rest, value) };
}

const MARK = "@@";
const bodyOf = (route: string, field: string, text: string) =>
  field === "" ? text : JSON.stringify(put(SOUND[route], field.split("."), MARK)).replace(`"${MARK}"`, () => text);
const send = (route: string, raw: string | Uint8Array, headers: Record<string, string> = {}) =>
  api.call("POST", `/${route}`, { token: org.agentKey, raw, headers });

describe.each(Object.keys(SOUND))("POST /%s", (route) => {
  const places = ["", ...(FIELDS[route] as string[])];

  it.each(MALFORMED)("refuses %s in every position", { timeout: HANGS }, async (_, text) => {
    for (const field of places.filter((_field, i) => i % 6 === 0)) {
      const answer = await send(route, bodyOf(route, field, text));
      wellFormed(answer);
      expect({ field, status: answer.status, code: answer.body.code }).toEqual({ field, status: 400, code: "MALFORMED_JSON" });
    }
  });

  // Every third field for each value, another third for the next: a neighbour has the same form.
  it.each(ODD.map(([name, text], turn) => ({ name, text, turn })))(
    "answers $name with a decision or a path, in every field",
    { timeout: HANGS },
    async ({ text, turn }) => {
      for (const field of places.filter((_, i) => (i + turn) % 3 === 0)) wellFormed(await send(route, bodyOf(route, field, text)));
    },
  );
});

const many = (count: number, piece: (i: number) => string) => Array.from({ length: count }, (_, i) => piece(i)).join(",");
/** A case: its subject, the route, the field, the value of the field, and the status of the answer. */
const LARGE: [string, string, string, string, number][] = [
  ["numbers", "evaluate", "before", `[${many(90_000, () => "1")}]`, 200],
  ["too many numbers", "evaluate", "before", `[${many(500_000, () => "1")}]`, 413],
  ["names", "evaluate", "after", `{${many(40_000, (i) => `"k${i}":1`)}}`, 200],
  ["unknown fields", "evaluate", "", `{${many(40_000, (i) => `"k${i}":1`)}}`, 422],
  ["unknown fields of a tool", "evaluate", "tool", `{"name":1,${many(40_000, (i) => `"k${i}":1`)}}`, 422],
  ["a long name", "evaluate", "metadata", `{"${"k".repeat(1_000 * KB)}":1}`, 422],
  ["empty objects", "evaluate", "data_accessed", `[${many(90_000, () => "{}")}]`, 422],
  ["a long text", "evaluate", "content", `"${"a".repeat(600 * KB)}"`, 422],
  ["findings without anything", "validate", "decision.findings", `[${many(90_000, () => "{}")}]`, 200],
  ["numbers for policies", "validate", "decision.policies", `[${many(90_000, () => "1")}]`, 200],
  ["reason codes", "validate", "decision.reason_codes", `[${many(90_000, () => '"ab"')}]`, 200],
  ["parts that are no texts", "validate", "decision.component_versions", `{${many(40_000, (i) => `"k${i}":1`)}}`, 200],
  ["unknown fields of a decision", "validate", "decision", `{${many(40_000, (i) => `"k${i}":1`)}}`, 200],
  ["digits", "scan", "content", `"${"4".repeat(500_000)}"`, 200],
  ["addresses", "scan", "content", `"${"a@b.co ".repeat(70_000)}"`, 200],
];

describe("a body of any size is answered quickly and briefly", () => {
  it.each(LARGE)("%s of /%s", { timeout: HANGS }, async (_, route, field, text, status) => {
    const answer = await send(route, bodyOf(route, field, text));
    if (text.includes("a@b.co")) expect(answer.body.findings).toHaveLength(10_000);
    else wellFormed(answer);
    expect(answer.status).toBe(status);
    if (route === "validate") expect(answer.body.valid).toBe(false);
  });

  it("also when thousands of names become equal", { timeout: HANGS }, async () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const keyId = (i: number) => `AKIA${Array.from({ length: 16 }, (_, k) => alphabet[(i * 7919 + k * k * 31 + (i >> k)) % 32]).join("")}`;
    const answer = await send("evaluate", `{"tool":"x","supports":["redact"],"after":{${many(3_000, (i) => `"${keyId(i)}${i}":1`)}}}`);
    expect(answer.status).toBe(200);
  });
});

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: Iterable<string | Uint8Array>;
}

/** A request as a client of its own would send it. */
function overTheWire({ method = "POST", path = "/evaluate", headers = {}, body }: Sent) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; text: string }>((resolve, reject) => {
    const all = { authorization: `Bearer ${org.agentKey}`, "content-type": "application/json", ...headers };
    const sent = request(`${served.url}${path}`, { method, headers: all }, async (answer) =>
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: await readText(answer) }),
    ).on("error", reject);
    if (body) Readable.from(body).pipe(sent);
    else sent.end();
  });
}

const pieces = (count: number) => Array.from({ length: count }, () => Buffer.alloc(64 * KB, "x"));
const codeOf = (text: string) => JSON.parse(text).code as string;

describe("over the network", () => {
  it.each(["/evaluate", "/validate", "/scan"])(
    "%s refuses ten megabytes with and without a declared length",
    { timeout: HANGS },
    async (path) => {
      const size = 160 * 64 * KB;
      for (const headers of [{ "content-length": String(size) }, {}]) {
        const { status, text } = await overTheWire({ path, headers: headers as Record<string, string>, body: pieces(160) });
        expect({ status, code: codeOf(text) }).toEqual({ status: 413, code: "PAYLOAD_TOO_LARGE" });
      }
      expect((await overTheWire({ method: "GET", path: "/health" })).status).toBe(200);
    },
  );

  it.each(["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "application/jsonp", "yaml", ""])(
    "refuses a body with the content type %j",
    async (type) => {
      const { status, text } = await overTheWire({ headers: { "content-type": type }, body: ['{"tool":"x"}'] });
      expect({ status, code: codeOf(text) }).toEqual({ status: 415, code: "UNSUPPORTED_MEDIA_TYPE" });
    },
  );

  it.each(["/evaluate", "/validate", "/scan", "/modules", "/health", "/ready"])("%s: other methods get the allowed ones", async (path) => {
    const takes = ["/evaluate", "/validate", "/scan"].includes(path) ? "POST" : "GET";
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"].filter((other) => other !== takes)) {
      const { status, headers, text } = await overTheWire({ method, path });
      expect({ method, status, allow: headers.allow, code: codeOf(text) }).toEqual({
        method,
        status: 405,
        allow: takes,
        code: "METHOD_NOT_ALLOWED",
      });
    }
    const { status, text } = await overTheWire({ method: "HEAD", path });
    expect({ status, text }).toEqual({ status: takes === "GET" ? 200 : 405, text: "" });
  });
});
