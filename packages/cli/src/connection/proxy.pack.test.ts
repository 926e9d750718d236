import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request as forward, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { FakeApi } from "../../../sdk/src/testing/fake-api.ts";
import { actionResult, KEY } from "../../../sdk/src/testing/fixtures.ts";

const PAGE = readFileSync(new URL("../../../../docs/network.md", import.meta.url), "utf8");
/** A build of its own, inside the package, where commander and undici are found. */
const packageFolder = fileURLToPath(new URL("../..", import.meta.url));
const built = join(packageFolder, "node_modules/.cache/proxy-pack");
let api: FakeApi;
let proxy: Server;
let module: string;
const passed: string[] = [];

/** Starts a proxy as companies have one: it forwards requests, and connects tunnels. */
async function startProxy(): Promise<Server> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "");
    passed.push(url.host);
    const upstream = forward(url, { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(upstream);
  });
  server.on("connect", ({ url = "" }, client, head) => {
    passed.push(url);
    const { hostname, port } = new URL(`http://${url}`);
    const upstream = connect(Number(port), hostname, () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.write(head);
      client.pipe(upstream).pipe(client);
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      one.on("error", () => other.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

beforeAll(async () => {
  api = await FakeApi.start(() => ({ body: actionResult() }));
  proxy = await startProxy();
  execFileSync(process.execPath, [fileURLToPath(import.meta.resolve("tsdown/run")), "--out-dir", built], {
    cwd: packageFolder,
    stdio: "pipe",
  });
  const [, code = ""] = /```js\n\/\/ proxy\.mjs\n(.*?)```/s.exec(PAGE) ?? [];
  module = join(built, "proxy.mjs");
  writeFileSync(module, code);
}, 60_000);
afterAll(async () => {
  rmSync(built, { recursive: true, force: true });
  proxy.close();
  proxy.closeAllConnections();
  await api.down();
});

async function gate(env: Record<string, string>): Promise<{ code: number | null; stdout: string }> {
  const child = spawn(process.execPath, [join(built, "main.mjs"), "gate", "pr.merge"], {
    cwd: built,
    env: { PATH: process.env.PATH, AL_API_KEY: KEY, AL_BASE_URL: api.url, ...env },
  });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout };
}

/** True for releases in which Node reads HTTP_PROXY itself. */
const isBuiltIn = process.allowedNodeEnvironmentFlags.has("--use-env-proxy");
const ways: [string, () => Record<string, string>][] = [
  ["the module of docs/network.md", () => ({ NODE_OPTIONS: `--import=${module}` })],
  ...(isBuiltIn ? ([["NODE_USE_ENV_PROXY", () => ({ NODE_USE_ENV_PROXY: "1" })]] satisfies typeof ways) : []),
];

it.each(ways)("a gate passes the proxy of HTTP_PROXY with %s, and not the proxy with NO_PROXY", { timeout: 60_000 }, async (_, way) => {
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const env = { HTTP_PROXY: address, HTTPS_PROXY: address, ...way() };
  passed.length = 0;
  expect(await gate(env)).toMatchObject({ code: 0, stdout: expect.stringContaining("executed pr.merge") });
  expect(passed).toContain(new URL(api.url).host);
  passed.length = 0;
  expect(await gate({ ...env, NO_PROXY: "127.0.0.1" })).toMatchObject({ code: 0 });
  expect(passed).toEqual([]);
});
