import { EXAMPLES } from "@agentlattice/contract/examples";
import type { createOpenApi } from "@agentlattice/contract/openapi";
import { type Dice, HOSTILE_TEXTS, hostileJson } from "./hostile-values.ts";

type Document = ReturnType<typeof createOpenApi>;
type Schema = { $ref?: string; properties?: Record<string, Schema>; enum?: unknown[]; allOf?: Schema[]; anyOf?: Schema[]; items?: Schema };
type Parameter = { name: string; in: string; schema?: Schema };

/** An operation of the OpenAPI document with its inputs. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Field names of its body; null without a body. */
  readonly fields: readonly string[] | null;
}

export interface MutatedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const METHODS = ["get", "post", "put", "patch", "delete"] as const;

/** Returns all operations of a document. */
export function operationsOf(document: Document): Operation[] {
  const resolve = (schema: Schema | undefined): Schema => {
    const name = schema?.$ref?.split("/").at(-1);
    return name === undefined ? (schema ?? {}) : resolve(document.components?.schemas?.[name] as Schema);
  };
  const fieldsOf = (given: Schema | undefined): string[] => {
    const schema = resolve(given);
    const parts = [...(schema.allOf ?? []), ...(schema.anyOf ?? [])];
    return [...Object.keys(schema.properties ?? {}), ...parts.flatMap(fieldsOf)];
  };
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      if (!operation) return [];
      const body = operation.requestBody as { content?: Record<string, { schema?: Schema }> } | undefined;
      const parameters = (operation.parameters ?? []) as Parameter[];
      const fields = body ? fieldsOf(body.content?.["application/json"]?.schema) : null;
      return [{ id: operation.operationId ?? path, method, path, parameters, fields }];
    }),
  );
}

/** Builds a mostly valid request. @param ids ids of existing objects by the first path segment */
export function mutateRequest(operation: Operation, dice: Dice, ids: Readonly<Record<string, string>>): MutatedRequest {
  const { method, parameters } = operation;
  const of = (location: string) => parameters.filter((parameter) => parameter.in === location);
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const known = ids[name] ?? ids[operation.path.split("/")[1] as string] ?? "x";
    return dice.chance(70) ? known : encode(dice.pick(HOSTILE_TEXTS).slice(0, 500) || "x");
  });
  const query = of("query").flatMap((parameter) => (dice.chance(40) ? [`${parameter.name}=${encode(queryValue(parameter, dice))}`] : []));
  if (dice.chance(5)) query.push(`${encode(dice.pick(HOSTILE_TEXTS))}=1`);
  if (dice.chance(3)) query.push("%", "%ff=%ff", "a[]=1");
  const headers: Record<string, string> = { "content-type": dice.chance(97) ? "application/json" : "application/json; charset=utf-16" };
  const own = [
    ...of("header").map(({ name }) => name),
    "Idempotency-Key",
    "Last-Event-ID",
    "X-AL-Client-IP",
    "X-Request-ID",
    "traceparent",
    "Range",
  ];
  for (const name of own) if (dice.chance(15)) headers[name] = headerValue(dice);
  const body =
    operation.fields === null ? (dice.chance(10) && method !== "get" ? hostileJson(dice) : undefined) : mutateBody(operation, dice);
  return {
    method: method.toUpperCase(),
    path: `/api/v1${path}${query.length > 0 ? `?${query.join("&")}` : ""}`,
    headers,
    ...(body === undefined ? {} : { body }),
  };
}

/** Percent-encodes text, including invalid Unicode. */
function encode(text: string): string {
  return encodeURIComponent(text.isWellFormed() ? text : text.toWellFormed()).slice(0, 8_000);
}

function queryValue({ name, schema }: Parameter, dice: Dice): string {
  if (name === "cursor" && dice.chance(70))
    return Buffer.from(`[${hostileJson(dice)}${dice.chance(50) ? `,${hostileJson(dice)}` : ""}]`).toString("base64url");
  if (schema?.enum && dice.chance(50)) return String(dice.pick(schema.enum));
  return dice.pick(HOSTILE_TEXTS);
}

/** Returns text that a client can send in a header, without a wait preference. */
function headerValue(dice: Dice): string {
  return dice
    .pick(HOSTILE_TEXTS)
    .replace(/[^\x20-\x7e]/g, "?")
    .trim();
}

const ORIGIN_TAG = "\u0001mark";

function mutateBody(operation: Operation, dice: Dice): string {
  const body = structuredClone(EXAMPLES[operation.id] ?? {}) as Record<string, unknown>;
  if (dice.chance(5)) return hostileJson(dice);
  const values: string[] = [];
  for (let i = dice.number(3); i >= 0; i--) {
    values.push(hostileJson(dice));
    const target = dice.chance(60) ? body : dice.pick(objectsIn(body));
    const names = target === body ? [...(operation.fields ?? []), ...Object.keys(target)] : Object.keys(target);
    const name = dice.chance(5) || names.length === 0 ? "unknown" : dice.pick(names);
    if (dice.chance(10)) delete target[name];
    else target[name] = `${ORIGIN_TAG}${values.length - 1}`;
  }
  const text = JSON.stringify(body).replace(/"\\u0001mark(\d+)"/g, (_, at: string) => values[Number(at)] as string);
  return dice.chance(3) ? text.slice(0, dice.number(text.length)) : text;
}

function objectsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== "object" || value === null) return [];
  const parts = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? parts : [value as Record<string, unknown>, ...parts];
}
