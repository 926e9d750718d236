// Builds what a release publishes into `release/`: the packed SDK and CLI, an SBOM (CycloneDX) of each and of the whole product, and
// their SHA-256 sums. It publishes nothing; CONTRIBUTING.md lists the commands that do.
//
//   npm run release
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inRoot, root } from "./lib/paths.mjs";
import { step } from "./lib/progress.mjs";
import { runQuietly } from "./lib/run-quietly.mjs";

const PUBLISHED = ["@agentlattice/sdk", "agentlattice"];
const out = inRoot("release");
const logs = inRoot("test-results", "logs");

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
mkdirSync(logs, { recursive: true });

const workspaces = PUBLISHED.flatMap((name) => ["--workspace", name]);
await step("Building the SDK and the CLI", () =>
  runQuietly(["npm", "run", "build", ...workspaces], { log: path.join(logs, "release.log") }),
);
await step("Packing the SDK and the CLI", () =>
  runQuietly(["npm", "pack", "--ignore-scripts", "--pack-destination", out, ...workspaces], { log: path.join(logs, "pack.log") }),
);
await step("Writing the software bills of materials", () => {
  for (const name of [...PUBLISHED, null]) {
    const workspace = name === null ? [] : ["--workspace", name];
    const bill = execFileSync("npm", ["sbom", "--omit", "dev", "--sbom-format", "cyclonedx", ...workspace], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 64 * 1024 * 1024,
    });
    const title = name === null ? "product" : name.replace("@", "").replace("/", "-");
    writeFileSync(path.join(out, `${title}.cdx.json`), bill);
  }
});
await step("Computing the SHA-256 sums", async () => {
  const sums = readdirSync(out)
    .sort()
    .map(
      (file) =>
        `${createHash("sha256")
          .update(readFileSync(path.join(out, file)))
          .digest("hex")}  ${file}\n`,
    );
  writeFileSync(path.join(out, "SHA256SUMS"), sums.join(""));
});
