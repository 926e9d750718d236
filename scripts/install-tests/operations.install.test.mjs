import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inRoot } from "../lib/paths.mjs";
import { cloneFiles, commandsBelow, providePrograms, whyNotHere } from "./fixture.mjs";
import { providePostgresClient } from "./postgres-client.mjs";
import { createPostgres } from "./postgres-server.mjs";
import { Processes, runCommand, succeeds } from "./processes.mjs";
import { Network } from "./sandbox.mjs";

const reason = whyNotHere();
if (reason !== null) console.warn(reason);

/** docs/operations.md, followed literally without Docker: installation, backup and restore, on a Postgres of one's own. */
describe.skipIf(reason !== null)("docs/operations.md", { timeout: 900_000 }, () => {
  const logs = inRoot("test-results", "logs");
  const processes = new Processes();
  /** @type {string} */ let dir;
  /** @type {string} */ let clone;
  /** @type {Network} */ let network;
  /** @type {Record<string, string>} */ let env;

  /** Runs a line of a document in the clone. @param {string} line @param {{ offline?: boolean }} [options] */
  function run(line, { offline = true } = {}) {
    // The documents write an ellipsis where the reader's own value stands; here it is in the environment.
    const text = line.replaceAll(/\b[A-Z_]+=… /g, "");
    const command = ["bash", "-e", "-c", text];
    return runCommand(offline ? network.inside(command) : command, { cwd: clone, env });
  }

  /** @param {string} name @param {string} line @param {string} address */
  async function start(name, line, address) {
    processes.start(name, network.inside(line.split(" ")), { log: path.join(logs, `operations-${name}.log`), cwd: clone, env });
    await processes.waitFor(name, () => succeeds(network.inside(["curl", "--silent", "--fail", address])));
  }
  const use = (/** @type {{ email: string, password: string }} */ { email, password }) => {
    const script = inRoot("scripts/install-tests/use-installation.mjs");
    return JSON.parse(
      runCommand(network.inside([process.execPath, script, "http://localhost:3000", "http://127.0.0.1:4000", email, password])),
    );
  };
  const lastObject = (/** @type {string} */ output) => JSON.parse(String(output.trim().split("\n").at(-1)));

  beforeAll(async () => {
    const log = path.join(logs, "operations.log");
    await providePrograms(log);
    const client = await providePostgresClient(log);
    ({ dir, clone } = cloneFiles("operations"));
    network = new Network(dir);
    const postgres = createPostgres({ dir: path.join(dir, "postgres"), password: "superuser-password" });
    processes.start("postgres", network.inside(postgres.command), { log: path.join(logs, "operations-postgres.log"), cwd: "/" });
    const secret = () => runCommand(["openssl", "rand", "-base64", "32"]).trim();
    env = {
      ...Object.fromEntries(
        Object.entries(process.env)
          .filter(([name]) => /^(npm_config_registry|NODE_EXTRA_CA_CERTS|https?_proxy|LANG)$/i.test(name))
          .map(([name, value]) => [name, String(value)]),
      ),
      PATH: `${client}:${path.dirname(process.execPath)}:${process.env.PATH}`,
      HOME: process.env.HOME ?? dir,
      DATA_DIR: path.join(dir, "data"),
      DATABASE_URL: "postgresql://al_owner:owner-password@127.0.0.1:5432/agentlattice",
      ADMIN_URL: "postgresql://postgres:superuser-password@127.0.0.1:5432/agentlattice",
      AL_KEK: secret(),
    };
    await processes.waitFor("postgres", () =>
      succeeds([path.join(client, "psql"), "-h", postgres.socketDir, "-U", "postgres", "-c", "SELECT 1"]),
    );
    admin(
      "CREATE ROLE al_owner LOGIN CREATEROLE NOSUPERUSER NOCREATEDB PASSWORD 'owner-password'",
      "CREATE DATABASE agentlattice OWNER al_owner",
    );
  });
  afterAll(async () => {
    await processes.stopAll();
    network?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  /** @param {string[]} statements */
  function admin(...statements) {
    const address = String(env.ADMIN_URL).replace(/agentlattice$/, "postgres");
    for (const statement of statements) runCommand(network.inside(["psql", address, "-c", statement]), { env });
  }

  it("installs from nothing, backs up and restores", async () => {
    const document = readFileSync(inRoot("docs/operations.md"), "utf8");
    const [, install = ""] = /run `(npm ci [^`]+)`/.exec(document) ?? [];
    run(install, { offline: false });
    const [migrate = "", api = "", web = ""] = commandsBelow("docs/operations.md", "Install").filter((line) => line.startsWith("node "));
    expect(run(migrate)).toContain("The database is up to date.");
    const [, createOrg = ""] = /^`(node scripts\/seed\.mjs create-org --built [^`]+)`/m.exec(document) ?? [];
    const owner = lastObject(run(createOrg));
    expect(owner).toMatchObject({ name: "Acme", email: "you@acme.test" });

    const { DATABASE_URL, ...others } = env;
    const servers = {
      ...others,
      AL_DATABASE_URL: "postgresql://127.0.0.1:5432/agentlattice",
      AL_PROXY_SECRET: "p".repeat(32),
      AL_CONSOLE_URL: "http://localhost:3000",
      AL_API_URL: "http://127.0.0.1:4000",
      NEXTAUTH_URL: "http://localhost:3000",
      NEXTAUTH_SECRET: "n".repeat(32),
      PORT: "3000",
      HOSTNAME: "127.0.0.1",
    };
    const serve = async () => {
      env = servers;
      await start("api", api, "http://127.0.0.1:4000/ready");
      await start("web", web, "http://127.0.0.1:3000/sign-in");
    };
    await serve();
    expect(use(owner)).toMatchObject({ denial_reason: "NO_MATCHING_POLICY" });

    // The backup, work that it does not contain, and the restore into an empty database.
    const [dump = "", ...restore] = commandsBelow("docs/operations.md", "Backup and restore").filter((line) => !line.startsWith("docker "));
    expect(dump).toMatch(/^pg_dump /);
    run(dump);
    const before = use(owner);
    await processes.stop("web");
    await processes.stop("api");
    env = { ...others, DATABASE_URL: String(DATABASE_URL) };
    admin("DROP DATABASE agentlattice WITH (FORCE)", "CREATE DATABASE agentlattice OWNER al_owner");
    expect(restore.map((line) => line.replace(/^[A-Z_]+=….*… /, "").split(" ")[0])).toEqual(["npm", "psql", "pg_restore", "npm", "npm"]);
    const printed = restore.map((line) => run(line));
    expect(lastObject(String(printed.at(-1)))).toMatchObject({ generation: 2, previous: { size: expect.any(Number) } });
    await serve();
    use(owner);
    expect(before.size).toBeGreaterThan(0);
  });
});
