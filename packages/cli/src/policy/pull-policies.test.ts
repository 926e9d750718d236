import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AgentLattice } from "@agentlattice/sdk";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ApiContext, processIo } from "../api-command.ts";
import { apiClient } from "../connection/api-client.ts";
import { exitCodeOf } from "../exit-codes.ts";
import { styleFor } from "../terminal/style.ts";
import { pullPolicies } from "./pull-policies.ts";

const KEY = "al_test_000000000000000000000000000000000000";
const text = (name: string) =>
  `apiVersion: agentlattice/v1\nkind: Policy\nmetadata: { name: ${name} }\nspec: { match: { actions: [a.b] }, effect: allow }\n`;

let folder: string;
let server: Server;
/** Answers by path below /api/v1. Other paths answer 404. */
let answers: Record<string, unknown>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "al-pull-"));
  answers = {};
  server = createServer((request, response) => {
    const answer = answers[(request.url ?? "").replace("/api/v1", "").replace(/\?.*$/, "")];
    response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(typeof answer === "string" ? answer : JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** A server that has these policies, in force. */
function serve(...names: string[]): void {
  const rows = names.map((name, i) => ({ id: `pol_${i}`, name, version: 1, active_version: 1, yaml: text(name), hash: "0" }));
  answers["/policies"] = { data: rows, has_more: false, next_cursor: null };
  for (const row of rows) answers[`/policies/${row.id}`] = row;
}

async function pull(into = "policies"): Promise<{ code: number; said: string }> {
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const al = new AgentLattice({ apiKey: KEY, baseUrl });
  const context: ApiContext = {
    al,
    api: apiClient(al),
    connection: { apiKey: KEY, baseUrl } as ApiContext["connection"],
    io: processIo,
    json: false,
    style: styleFor({ write: () => true }, {}),
    signal: new AbortController().signal,
    print,
    log: print,
    printJson: () => {},
  };
  try {
    return { code: await pullPolicies(context, join(folder, into), {}), said: lines.join("\n") };
  } catch (error) {
    return { code: exitCodeOf(error), said: (error as Error).message };
  }
}

describe("invalid answers of a server", () => {
  it.each(["../../escaped", "a/b", "..", ".", "", "a\u0000b", "a\nb", "ä", ".hidden", "-rf", "C:", "x".repeat(200)])(
    "refuses a name that would choose the path: %j",
    async (name) => {
      serve("good", name);
      expect(await pull()).toMatchObject({ code: 2, said: expect.stringContaining("not safe as a file name") });
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it("writes nothing for names that differ only in case", async () => {
    serve("good", "Good");
    expect(await pull()).toEqual({ code: 2, said: "The policies good and Good have the same file name. Pull one of them with --name." });
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each<[string, unknown]>([
    ["a page", "<html>sign in</html>"],
    ["nothing", {}],
    ["no list", { data: 1 }],
    ["null", null],
    ["half of it", '{"data": [{"id'],
  ])("refuses an answer with %s", async (_, answer) => {
    answers["/policies"] = answer === null ? "null" : answer;
    expect((await pull()).code).toBe(5);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("refuses a list without an end", async () => {
    answers["/policies"] = { data: [], has_more: true, next_cursor: "again" };
    expect(await pull()).toMatchObject({ code: 5, said: expect.stringContaining("does not end") });
  });

  it("leave the folder unchanged when one policy cannot be read", async () => {
    serve("one", "two");
    delete answers["/policies/pol_1"];
    expect((await pull()).code).not.toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("a folder that is not writable", () => {
  it("is reported with the reason", async () => {
    serve("one");
    writeFileSync(join(folder, "file"), "");
    expect(await pull("file")).toMatchObject({ code: 2, said: expect.stringMatching(/^Cannot (read|write) .*file.*\(\w+\)\.$/) });
    mkdirSync(join(folder, "taken/one.yaml"), { recursive: true });
    expect(await pull("taken")).toMatchObject({ code: 2, said: expect.stringContaining("not a regular file. Move it") });
    mkdirSync(join(folder, "linked"));
    symlinkSync("/etc/passwd", join(folder, "linked/one.yaml"));
    expect((await pull("linked")).code).toBe(2);
  });
});

it("writes complete files only, and removes drafts of an earlier pull", async () => {
  serve("one", "two");
  mkdirSync(join(folder, "policies"));
  writeFileSync(join(folder, "policies/one.yaml"), text("one").slice(0, 40));
  writeFileSync(join(folder, `policies/one.yaml.${process.pid}.part`), "left behind by a process of the same number");
  writeFileSync(join(folder, "policies/two.yaml.4294967.part"), "left behind");
  writeFileSync(join(folder, "policies/two.yaml.1.part"), "being written");
  expect((await pull()).code).toBe(0);
  expect(readdirSync(join(folder, "policies")).sort()).toEqual(["one.yaml", "two.yaml", "two.yaml.1.part"]);
  expect(readFileSync(join(folder, "policies/one.yaml"), "utf8")).toBe(text("one"));
});
