import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ORG_KEY_SCOPES } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { createOrganisation, grantOrgScope } from "@agentlattice/db";
import { createTestDatabase, type TestDatabase } from "@agentlattice/test-kit";
import { type Answer, type Call, callThrough, expectOk } from "@agentlattice/test-kit/call";
import { serve } from "@hono/node-server";
import { createApp } from "../app.ts";
import { hashPassword } from "../auth/hash-password.ts";
import { startDispatcher } from "../channels/outbox/dispatcher.ts";
import { createDeps, type DepsOptions } from "../create-deps.ts";
import type { Deps } from "../deps.ts";
import { type Env, readEnv } from "../env.ts";
import { createLog } from "../http/log.ts";
import type { App } from "../http/mount-route.ts";
import { startHousekeeper } from "../sweep/housekeeper.ts";
import { startSweeper } from "../sweep/sweeper.ts";

/** An API on a test database that acts as one process. */
export interface TestProcess {
  readonly deps: Deps;
  readonly app: App;
  readonly call: Call;
  /** Requests a path such as /api/v1/events/stream over HTTP, as event streams need, which write to the connection. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Stops sending messages, so that another process sends them. */
  stopDispatcher(): Promise<void>;
  close(): Promise<void>;
}

export interface TestApi extends TestProcess {
  readonly database: TestDatabase;
  /** Starts another process on the same database. */
  startProcess(overrides?: Partial<Env>, options?: Pick<DepsOptions, "now">): Promise<TestProcess>;
  createOrg(name?: string): Promise<TestOrg>;
}

/** An organisation with a person per role, an agent with capabilities `*` and an organisation key with every scope. */
export interface TestOrg {
  readonly orgId: string;
  readonly agentId: string;
  readonly agentKey: string;
  readonly agentKeyId: string;
  readonly orgKey: string;
  readonly owner: string;
  readonly ownerEmail: string;
  /** Adds a person with this role and returns a session token. */
  addMember(role: string): Promise<{ token: string; userId: string; email: string }>;
  /** Saves and publishes a policy and returns its id. */
  publish(document: object): Promise<string>;
  /** Sends a GET request, by default with the owner's session. */
  get(path: string, token?: string): Promise<Answer>;
  /** Sends a POST request, by default with the owner's session. */
  post(path: string, body?: object, token?: string, headers?: Record<string, string>): Promise<Answer>;
  /** Submits an action, by default with the agent's key. */
  submit(actionType: string, more?: object, token?: string): Promise<Answer>;
}

export const PASSWORD = "correct horse battery staple";
/** Fast scrypt parameters, because slow hashing has its own test. */
const QUICK = { N: 2 ** 4, r: 8, p: 1 };
let hashed: Promise<string> | null = null;

/** @param given a database of another server than that of the test run */
export async function startTestApi(overrides: Partial<Env> = {}, given?: TestDatabase): Promise<TestApi> {
  const database = given ?? (await createTestDatabase());
  const running: TestProcess[] = [];
  const startProcess: TestApi["startProcess"] = async (more = {}, options = {}) => {
    const started = await openProcess(database, { ...overrides, ...more }, options);
    running.push(started);
    return started;
  };
  const first = await startProcess();
  return {
    ...first,
    database,
    startProcess,
    createOrg: (name) => createTestOrg(first, database, name),
    async close() {
      await Promise.all(running.map((process) => process.close()));
      await database.drop();
    },
  };
}

/** Returns a minimal policy document. */
export function policy(name: string, spec: object, metadata: object = {}): object {
  return { apiVersion: "agentlattice/v1", kind: "Policy", metadata: { name, ...metadata }, spec };
}

async function openProcess(database: TestDatabase, overrides: Partial<Env>, options: Pick<DepsOptions, "now">): Promise<TestProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), "al-api-"));
  const env = { ...readEnv({ AL_DATABASE_URL: database.address, DATA_DIR: dataDir, AL_LOG_LEVEL: "silent" }), ...overrides };
  const log = createLog(env.AL_LOG_LEVEL);
  const opened = createDeps({ env, kek: Buffer.from(database.kek), urls: database, log, ...options });
  const app = createApp(opened.deps);
  const sweeper = startSweeper(opened.deps);
  const housekeeper = startHousekeeper(opened.deps);
  const dispatcher = startDispatcher(opened.deps);
  let listening: Promise<Server> | null = null;
  let closing: Promise<void> | null = null;
  const close = async () => {
    opened.beginStopping();
    (await listening)?.closeAllConnections();
    (await listening)?.close();
    await Promise.all([sweeper.stop(), housekeeper.stop(), dispatcher.stop()]);
    await opened.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return {
    deps: opened.deps,
    app,
    call: callThrough((path, init) => app.request(path, init)),
    async fetch(path, init) {
      listening ??= listen(app);
      const { port } = (await listening).address() as AddressInfo;
      return fetch(`http://127.0.0.1:${port}${path}`, init);
    },
    stopDispatcher: () => dispatcher.stop(),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function listen(app: App): Promise<Server> {
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, () => resolve(server as Server));
  });
}

async function createTestOrg({ deps, call }: TestProcess, database: TestDatabase, name = "Acme"): Promise<TestOrg> {
  const email = `owner-${randomBytes(6).toString("hex")}@acme.test`;
  hashed ??= hashPassword(PASSWORD, QUICK);
  const passwordHash = await hashed;
  const { orgId, scope } = await createOrganisation(deps.database, Buffer.from(database.kek), deps.newId, {
    name,
    zone: "UTC",
    seed: null,
    logHost: "test.local",
    sendsNotices: deps.mail !== null,
    owner: { email, name: "Olive Owner", passwordHash },
  });
  const signIn = async (who: string) =>
    expectOk(await call("POST", "auth/sign-in", { body: { email: who, password: PASSWORD, org_id: encodeId("org", orgId) } }))
      .token as string;
  const owner = await signIn(email);
  const agent = expectOk(await call("POST", "agents", { token: owner, body: { name: "release-bot", capabilities: ["*"] } }));
  const key = expectOk(await call("POST", `agents/${agent.id}/keys`, { token: owner, body: { name: "ci" } }));
  const orgKey = expectOk(await call("POST", "keys", { token: owner, body: { name: "automation", scopes: ORG_KEY_SCOPES } }));
  return {
    orgId: encodeId("org", orgId),
    agentId: agent.id,
    agentKey: key.api_key,
    agentKeyId: key.id,
    orgKey: orgKey.api_key,
    owner,
    ownerEmail: email,
    async addMember(role) {
      const userId = deps.newId();
      const address = `${role}-${randomBytes(6).toString("hex")}@acme.test`;
      await database.inspect("INSERT INTO app.app_user (user_id, email, email_key, name, password_hash) VALUES ($1, $2, $2, $3, $4)", [
        userId,
        address,
        `Pat ${role}`,
        passwordHash,
      ]);
      await deps.database.audited(grantOrgScope(scope.orgId), async ({ client, seals }) => {
        const member = { userId, role, roleSince: null };
        await client.member.create({ data: { orgId, ...member, seal: seals.member(member) } });
        return { result: null, entries: [], changesAnswers: true };
      });
      deps.configs.pollNow();
      return { token: await signIn(address), userId: encodeId("usr", userId), email: address };
    },
    async publish(document) {
      const { id } = expectOk(await call("POST", "policies", { token: owner, body: { document } }));
      expectOk(await call("POST", `policies/${id}/publish`, { token: owner, body: {} }));
      return id;
    },
    get: (path, token = owner) => call("GET", path, { token }),
    post: (path, body, token = owner, headers = {}) => call("POST", path, { token, body, headers }),
    submit: (action_type, more = {}, token = key.api_key) => call("POST", "actions", { token, body: { action_type, ...more } }),
  };
}
