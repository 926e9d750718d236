import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inRoot } from "../lib/paths.mjs";
import { buildImage } from "./build-image.mjs";
import { readCompose, readEnvFile, volumesOf } from "./compose.mjs";
import { cloneFiles, commandsBelow, providePrograms, whyNotHere } from "./fixture.mjs";
import { providePostgresClient } from "./postgres-client.mjs";
import { createPostgres } from "./postgres-server.mjs";
import { Processes, runCommand, succeeds } from "./processes.mjs";
import { inTree, Network } from "./sandbox.mjs";

const reason = whyNotHere();
if (reason !== null) console.warn(reason);

/** `docker-compose.yml` as Docker runs it: images from the Dockerfiles, the services' commands, environments, volumes and ports. */
describe.skipIf(reason !== null)("docker compose", { timeout: 900_000 }, () => {
  const logs = inRoot("test-results", "logs");
  const processes = new Processes();
  /** @type {string} */ let dir;
  /** @type {string} */ let clone;
  /** @type {string} */ let client;
  /** @type {Network} */ let network;
  /** @type {Record<string, import("./build-image.mjs").Image>} */ const images = {};
  /** @type {ReturnType<typeof readCompose>} */ let compose;
  /** @type {{ command: string[], socketDir: string }} */ let postgres;

  /** Runs the command of a service, or another one, in its container. @param {string} name @param {string[]} [command] */
  function inService(name, command) {
    const service = compose.services[name];
    if (service === undefined) throw new Error(`docker-compose.yml has no service ${name}.`);
    const image = images[service.build?.dockerfile ?? "redis"];
    if (image === undefined) throw new Error(`${name} has no image.`);
    const env = Object.fromEntries(Object.entries(service.environment).map(([key, value]) => [key, String(value ?? "")]));
    const volumes = volumesOf(service, path.join(dir, "volumes"));
    const run = command ?? service.command ?? image.command;
    const tree = service.user === undefined ? image : { ...image, user: service.user };
    return network.inside(inTree(tree, run, { env, readOnly: service.read_only === true, volumes, hosts: network.hosts }));
  }

  /** @param {string} name */
  async function start(name) {
    processes.start(name, inService(name), { log: path.join(logs, `compose-${name}.log`) });
    const check =
      compose.services[name]?.build === undefined ? ["redis-cli", "ping"] : images[compose.services[name].build.dockerfile]?.healthcheck;
    await processes.waitFor(name, () => succeeds(inService(name, check)));
  }

  /** Executes a documented command. Docker's verbs act on the services of this test. @param {string} line */
  function execute(line) {
    const shell = (/** @type {string} */ text, /** @type {string[]} */ [program = "", ...rest]) =>
      runCommand([program, ...rest, "bash", "-c", text], {
        cwd: clone,
        env: { PATH: `${client}:${process.env.PATH}`, PGHOST: postgres.socketDir },
      });
    const [, exec] = /^docker compose exec -T postgres (.+)$/.exec(line) ?? [];
    if (exec !== undefined) return shell(exec, network.inside([]));
    const [, run] = /^docker compose run --rm migrate ?(.*)$/.exec(line) ?? [];
    if (run !== undefined) return runCommand(inService("migrate", run === "" ? undefined : ["sh", "-c", run]));
    throw new Error(`The test does not know the command ${line}`);
  }

  beforeAll(async () => {
    const log = path.join(logs, "compose.log");
    await providePrograms(log);
    client = await providePostgresClient(log);
    ({ dir, clone } = cloneFiles("compose"));
    // The secrets that the first lines of the file list, made by the commands that they name.
    const text = readFileSync(path.join(clone, "docker-compose.yml"), "utf8");
    const secrets = [...text.matchAll(/^# {3}([A-Z_]+) +(openssl rand -(?:hex|base64) \d+)/gm)];
    expect(secrets.length).toBeGreaterThan(5);
    const lines = secrets.map(([, name, command]) => `${name}=${runCommand(["sh", "-c", String(command)]).trim()}`);
    const file = path.join(clone, ".env");
    writeFileSync(
      file,
      [...lines, "NEXTAUTH_URL=http://localhost:3000", "METRICS_PORT=9464", "AL_EGRESS_ALLOW=hooks.internal:9000"].join("\n"),
    );
    chmodSync(file, 0o600);
    const env = readEnvFile(readFileSync(file, "utf8"));
    compose = readCompose(path.join(clone, "docker-compose.yml"), env);

    for (const dockerfile of ["apps/api/Dockerfile", "apps/web/Dockerfile"])
      images[dockerfile] = await buildImage({
        context: clone,
        dockerfile,
        dir: path.join(dir, "images"),
        log: path.join(logs, `image-${path.basename(path.dirname(dockerfile))}.log`),
      });
    images.redis = { root: path.join(dir, "images/redis"), env: {}, dir: "/", command: [], healthcheck: [], user: "redis" };
    mkdirSync(images.redis.root, { recursive: true });
    for (const name of ["api-data", "sidecar-data"]) mkdirSync(path.join(dir, "volumes", name), { recursive: true, mode: 0o777 });
    for (const name of ["api-data", "sidecar-data"]) runCommand(["chown", "1000:1000", path.join(dir, "volumes", name)]);
    network = new Network(dir, Object.keys(compose.services));

    const { POSTGRES_PASSWORD = "", OWNER_PASSWORD = "", POSTGRES_INITDB_ARGS } = compose.services.postgres?.environment ?? {};
    postgres = createPostgres({ dir: path.join(dir, "postgres"), password: POSTGRES_PASSWORD, initdbArgs: POSTGRES_INITDB_ARGS });
    processes.start("postgres", network.inside(postgres.command), { log: path.join(logs, "compose-postgres.log"), cwd: "/" });
    await processes.waitFor("postgres", () =>
      succeeds([path.join(client, "psql"), "-h", postgres.socketDir, "-U", "postgres", "-c", "SELECT 1"]),
    );
    const script = path.join(dir, "owner.sh");
    writeFileSync(script, String(compose.configs.owner?.content));
    runCommand(["sh", script], { env: { PATH: `${client}:${process.env.PATH}`, PGHOST: postgres.socketDir, OWNER_PASSWORD } });
    await start("redis");
  }, 900_000);
  afterAll(async () => {
    await processes.stopAll();
    network?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it("starts from the file trees of the images, and its first owner signs in", async () => {
    expect(runCommand(inService("migrate"))).toContain("The database is up to date.");
    await start("api");
    await start("web");
    const [, createOrg = ""] = commandsBelow("docs/operations.md", "Install");
    const made = JSON.parse(String(execute(createOrg).trim().split("\n").at(-1)));
    expect(made).toMatchObject({ name: "Acme", email: "you@acme.test", password: expect.any(String) });
    const use = [process.execPath, inRoot("scripts/install-tests/use-installation.mjs"), "http://localhost:3000", "http://localhost:4000"];
    const used = JSON.parse(runCommand(network.inside([...use, made.email, made.password])));
    expect(used).toMatchObject({ denial_reason: "NO_MATCHING_POLICY", files: expect.any(Number) });
    const metrics = runCommand(network.inside(["curl", "--silent", "--fail", "http://127.0.0.1:9464/metrics"]));
    expect(metrics).toContain("al_queue_intents");
    expect(runCommand(network.inside(["curl", "--silent", "http://127.0.0.1:4000/ready"]))).not.toContain("degraded");

    // The documented backup, more work, and the documented restore.
    const backup = commandsBelow("docs/operations.md", "Backup and restore").filter((line) => line.startsWith("docker compose "));
    const [dump = "", stop, ...restore] = backup;
    execute(dump);
    runCommand(network.inside([...use, made.email, made.password]));
    expect(stop).toBe("docker compose stop web api");
    await processes.stop("web");
    await processes.stop("api");
    expect(restore.at(-1)).toBe("docker compose up -d");
    const printed = restore.slice(0, -1).map(execute);
    const restored = JSON.parse(String(printed.at(-1)?.trim().split("\n").at(-1)));
    expect(restored).toMatchObject({ generation: 2 });
    await start("api");
    await start("web");
    runCommand(network.inside([...use, made.email, made.password]));
  });

  it("the sidecar of the profile starts", async () => {
    const service = compose.services.sidecar;
    await processes.stop("api");
    await start("sidecar");
    expect(service?.profiles).toEqual(["sidecar"]);
    expect(succeeds(network.inside(["curl", "--silent", "--fail", "http://127.0.0.1:4000/ready"]))).toBe(true);
  });
});
