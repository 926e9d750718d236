import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import * as sdk from "./index.ts";

/** Names of the source files of the parts of a client. */
const PARTS: Readonly<Record<string, string>> = {
  audit: "app-events.ts",
  budget: "budgets.ts",
  decisions: "decisions.ts",
  heartbeat: "heartbeat.ts",
  ledger: "ledger.ts",
  permits: "permits.ts",
  precheck: "precheck.ts",
};
const CLIENT = ["agent-lattice.ts", "action-client.ts"];
const CALL = "";

/** Returns the public methods of a client, those of its parts as `part.method`, and a part that is called as `part.`. */
function methodsOf(client: sdk.AgentLattice): string[] {
  const inherited = (value: object): string[] => {
    const prototype = Object.getPrototypeOf(value) as object;
    if (prototype === Object.prototype || prototype === Function.prototype) return [];
    return [...Object.getOwnPropertyNames(prototype).filter((name) => name !== "constructor"), ...inherited(prototype)];
  };
  const parts = Object.entries(client).flatMap(([name, part]) =>
    [...(typeof part === "function" ? [CALL] : []), ...Object.keys(part), ...inherited(part)].map((method) => `${name}.${method}`),
  );
  const statics = Object.getOwnPropertyNames(sdk.AgentLattice).filter((name) => !["length", "name", "prototype"].includes(name));
  return [...new Set([...inherited(client), ...parts, ...statics])];
}

const SOURCES = fileURLToPath(new URL(".", import.meta.url));
const PATHS = new Map(readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).map((path) => [basename(path), join(SOURCES, path)]));
const read = (file: string) => readFileSync(PATHS.get(file) ?? file, "utf8");
/** A function whose doc comment does not belong to a member before it. */
const declared = (name: string, indent: string) =>
  new RegExp(`/\\*\\*((?:[^*]|\\*(?!/))*)\\*/\\n${indent}(?:export )?(?:static )?(?:async )?(?:function )?${name}(?:<[^\\n]*?>)?\\(`);
const commentOf = (sources: readonly string[], name: string, indent = "  ") =>
  sources.flatMap((file) => declared(name, indent).exec(read(file))?.[1] ?? [])[0];

const STATED = /Fails\s+(?:\*\s+)?(?:closed|open)|Sends nothing/;
const client = new sdk.AgentLattice({ apiKey: "al_test_documents_only", baseUrl: "http://127.0.0.1:9" });
const functions = Object.entries(sdk).flatMap(([name, value]) => (typeof value === "function" && /^[a-z]/.test(name) ? [name] : []));

describe("the doc comment states the failure behaviour of", () => {
  it.each(methodsOf(client))("%s", (method) => {
    const [part = "", name = part] = method.split(".");
    const sources = method.includes(".") ? [PARTS[part] ?? `no source of ${part}`] : CLIENT;
    expect(commentOf(sources, name)).toMatch(STATED);
  });

  it.each(functions)("the function %s", (name) => {
    const file = `${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`;
    expect(commentOf([name === "generateIdentity" ? "identity.ts" : file], name, "")).toMatch(STATED);
  });
});
