import { randomBytes, randomUUID } from "node:crypto";
import { createTestDatabase, findRedisServer, startRedis, type TestDatabase, type TestRedis } from "@agentlattice/test-kit";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createLog } from "../http/log.ts";
import type { Bus, BusObserver, Hint, OpenTransport } from "./bus.ts";
import { openBus } from "./open-bus.ts";
import { postgresTransport } from "./postgres-transport.ts";
import { redisTransport } from "./redis-transport.ts";

const org = randomUUID();
const kek = randomBytes(32);
const opened: Bus[] = [];
/** Continuous integration has a Redis; a laptop may lack one. */
const needsRedis = { skip: findRedisServer() === null && process.env.CI === undefined };

afterEach(async () => {
  await Promise.all(opened.splice(0).map((bus) => bus.close()));
});

/** A bus and what it has heard. */
function listenOn(transport: OpenTransport, log = createLog("silent"), observer: Partial<BusObserver> = {}) {
  const received: (Hint | null)[] = [];
  const bus = openBus(transport, { log, now: Date.now, observer: { sent: () => {}, received: () => {}, ...observer } });
  bus.listen((hint) => received.push(hint));
  opened.push(bus);
  return { bus, received };
}

const connected = (...buses: { bus: Bus }[]) => vi.waitFor(() => expect(buses.every(({ bus }) => bus.isConnected())).toBe(true), 10_000);

let database: TestDatabase;
let redis: TestRedis | null = null;

beforeAll(async () => {
  database = await createTestDatabase();
  if (!needsRedis.skip) redis = await startRedis();
});
afterAll(async () => {
  await redis?.stop();
  await database.drop();
});

const redisOf = () => redis as TestRedis;

const BUSES = [
  {
    name: "Postgres",
    options: { skip: false },
    transport: () => postgresTransport(database.app),
    async breakConnections() {
      await database.inspectServer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [database.name]);
    },
    async comeBack() {},
  },
  {
    name: "Redis",
    options: needsRedis,
    transport: () => redisTransport({ url: redisOf().url, kek }),
    breakConnections: () => redisOf().kill(),
    comeBack: () => redisOf().restart(),
  },
];

describe.each(BUSES)("the bus over $name", ({ options, transport, breakConnections, comeBack }) => {
  it("delivers hints to other processes, not to the sender", options, async () => {
    const [one, two, three] = [listenOn(transport()), listenOn(transport()), listenOn(transport())];
    await connected(one, two, three);
    const approval: Hint = { kind: "approval", org, id: randomUUID() };
    const config: Hint = { kind: "config", org, version: 4 };
    one.bus.send(approval);
    one.bus.send(config);
    await vi.waitFor(
      () =>
        expect([two.received, three.received]).toEqual([
          [approval, config],
          [approval, config],
        ]),
      10_000,
    );
    expect(one.received).toEqual([]);
  });

  it("sends a first head immediately, then the newest of each log once in 50 ms", options, async () => {
    const sent: number[] = [];
    const one = listenOn(transport(), undefined, { sent: (hints) => void sent.push(hints.length) });
    const two = listenOn(transport());
    await connected(one, two);
    const other = randomUUID();
    for (let size = 1; size <= 100; size++) one.bus.send({ kind: "head", org, size });
    one.bus.send({ kind: "head", org: other, size: 1 });
    await vi.waitFor(
      () =>
        expect(two.received).toEqual([
          { kind: "head", org, size: 1 },
          { kind: "head", org, size: 100 },
          { kind: "head", org: other, size: 1 },
        ]),
      10_000,
    );
    expect(sent).toEqual([1, 2]);
  });

  it("counts received hints and their delay", options, async () => {
    const lags: number[] = [];
    const one = listenOn(transport());
    const two = listenOn(transport(), undefined, { received: (_hints, lagMs) => void lags.push(lagMs) });
    await connected(one, two);
    one.bus.send({ kind: "config", org, version: 1 });
    await vi.waitFor(() => expect(lags).toHaveLength(1), 10_000);
    expect(lags[0]).toBeGreaterThanOrEqual(0);
    expect(lags[0]).toBeLessThan(5_000);
  });

  it("reconnects after its connections broke, and reports that hints may be missing", options, async () => {
    const warned: string[] = [];
    const log = createLog("silent");
    log.warn = ((_: object, message: string) => void warned.push(message)) as typeof log.warn;
    const one = listenOn(transport(), log);
    const two = listenOn(transport());
    await connected(one, two);

    await breakConnections();
    await vi.waitFor(() => expect(warned).toHaveLength(1), 10_000);
    one.bus.send({ kind: "approval", org, id: randomUUID() });
    await comeBack();
    await vi.waitFor(() => expect([one.received.at(-1), two.received.at(-1)]).toEqual([null, null]), 10_000);
    await connected(one, two);

    const hint: Hint = { kind: "approval", org, id: randomUUID() };
    two.bus.send(hint);
    await vi.waitFor(() => expect(one.received.at(-1)).toEqual(hint), 10_000);
    expect(warned, "an outage is logged once").toHaveLength(1);
  });

  it("sends pending hints before it closes", options, async () => {
    const warned: unknown[] = [];
    const log = createLog("silent");
    log.warn = (line: unknown) => void warned.push(line);
    const [one, two] = [listenOn(transport(), log), listenOn(transport())];
    await connected(one, two);
    const approval: Hint = { kind: "approval", org, id: randomUUID() };
    for (const size of [7, 8]) one.bus.send({ kind: "head", org, size });
    one.bus.send(approval);
    await one.bus.close();
    const said = [{ kind: "head", org, size: 7 }, approval, { kind: "head", org, size: 8 }];
    await vi.waitFor(() => expect(two.received).toEqual(said), 10_000);
    expect(warned).toEqual([]);
  });

  it("accepts hints while it is closed or disconnected without an error", options, async () => {
    const one = listenOn(transport());
    one.bus.send({ kind: "head", org, size: 1 });
    await connected(one);
    await one.bus.close();
    expect(() => one.bus.send({ kind: "approval", org, id: randomUUID() })).not.toThrow();
    expect(one.bus.isConnected()).toBe(false);
  });
});

describe("a Redis that is shared", () => {
  it("does not carry hints between deployments with different keys", needsRedis, async () => {
    const url = redisOf().url;
    const [ours, theirs, alsoOurs] = [kek, randomBytes(32), kek].map((key) => listenOn(redisTransport({ url, kek: key })));
    if (!ours || !theirs || !alsoOurs) throw new Error("three were opened");
    await connected(ours, theirs, alsoOurs);
    const hint: Hint = { kind: "config", org, version: 9 };
    ours.bus.send(hint);
    await vi.waitFor(() => expect(alsoOurs.received).toEqual([hint]), 10_000);
    expect(theirs.received).toEqual([]);
  });

  it("requires its password, and logs a wrong one once", needsRedis, async () => {
    const locked = await startRedis({ password: "p@ss/word:1" });
    const lines: unknown[] = [];
    const log = createLog("silent");
    log.warn = ((line: object) => void lines.push(line)) as typeof log.warn;
    try {
      const right = listenOn(redisTransport({ url: locked.url, kek }));
      const wrong = listenOn(redisTransport({ url: locked.url.replace("word", "canary"), kek }), log);
      await connected(right);
      await vi.waitFor(() => expect(lines).toHaveLength(1), 10_000);
      expect(wrong.bus.isConnected()).toBe(false);
      await Promise.all(opened.splice(0).map((bus) => bus.close()));
    } finally {
      await locked.stop();
    }
  });

  it("is retried until it is available", needsRedis, async () => {
    const late = await startRedis();
    try {
      await late.kill();
      const { bus, received } = listenOn(redisTransport({ url: late.url, kek }));
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect(bus.isConnected()).toBe(false);
      await late.restart();
      await vi.waitFor(() => expect([bus.isConnected(), received]).toEqual([true, [null]]), 10_000);
      await Promise.all(opened.splice(0).map((each) => each.close()));
    } finally {
      await late.stop();
    }
  });
});
