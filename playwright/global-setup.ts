import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { freePorts } from "@agentlattice/test-kit/free-port";
import type { FullConfig } from "@playwright/test";
import { prepare } from "../scripts/lib/prepare.mjs";

const ROOT = path.resolve(import.meta.dirname, "..");
/** The secret with which the tests sign clicks as Slack. */
export const SLACK_SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const WITHIN_MS = 180_000;

/**
 * Starts one product for each worker, so that tests which run at the same time do not share a queue, and stops them after the tests. With
 * AL_DEMO_FILE set, the tests use a running product.
 */
export default async function globalSetup({ workers }: FullConfig): Promise<() => Promise<void>> {
  if (process.env.AL_DEMO_FILE) return async () => {};
  // The ports on which tests receive webhooks, and answer as Slack and as a push service.
  const ports = await freePorts(3 + 2 * workers);
  [process.env.AL_RECEIVER_PORT, process.env.AL_SLACK_PORT, process.env.AL_PUSH_PORT] = ports.splice(0, 3).map(String);
  // Prepared once for all workers, because otherwise each product would build the missing parts.
  await prepare(path.join(ROOT, "test-results/logs"));
  const starts = await Promise.allSettled(Array.from({ length: workers }, (_, n) => startProduct(ports.slice(2 * n))));
  const products = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(products.map((product) => product.stop()));
  };
  const failure = starts.find((start) => start.status === "rejected");
  if (failure !== undefined) {
    await stop();
    throw failure.reason;
  }
  process.env.AL_DEMO_FILES = JSON.stringify(products.map((product) => product.demoFile));
  return stop;
}

interface Product {
  /** Path of the product's demo.json. */
  readonly demoFile: string;
  stop(): Promise<void>;
}

/** Starts a product like a user, on these ports and with its own data directory. */
async function startProduct([web, api]: number[]): Promise<Product> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "agentlattice-e2e-"));
  const { DATABASE_URL: _, ...env } = process.env;
  const product = spawn(process.execPath, [path.join(ROOT, "scripts/start.mjs")], {
    cwd: ROOT,
    env: {
      ...env,
      DATA_DIR: dataDir,
      WEB_PORT: String(web),
      API_PORT: String(api),
      AL_EGRESS_ALLOW: [process.env.AL_RECEIVER_PORT, process.env.AL_SLACK_PORT, process.env.AL_PUSH_PORT]
        .map((port) => `127.0.0.1:${port}`)
        .join(","),
      AL_SLACK_API_URL: `http://127.0.0.1:${process.env.AL_SLACK_PORT}/api/`,
      AL_SLACK_CLIENT_ID: "1.2",
      AL_SLACK_CLIENT_SECRET: "slack-client-secret",
      AL_SLACK_SIGNING_SECRET: SLACK_SIGNING_SECRET,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = collectOutput(product);
  const stop = async (): Promise<void> => {
    await end(product);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await untilReady(product, dataDir);
  } catch (error) {
    await stop();
    throw new Error(`The product did not start: ${(error as Error).message}\n${output()}`);
  }
  return { demoFile: path.join(dataDir, "demo.json"), stop };
}

async function untilReady(product: ChildProcess, dataDir: string): Promise<void> {
  const runFile = path.join(dataDir, "run.json");
  for (const until = Date.now() + WITHIN_MS; Date.now() < until; ) {
    if (product.exitCode !== null) throw new Error(`it ended with code ${product.exitCode}`);
    if (existsSync(runFile) && JSON.parse(readFileSync(runFile, "utf8")).ready === true) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`it was not ready after ${WITHIN_MS / 1000} s`);
}

async function end(product: ChildProcess): Promise<void> {
  if (product.exitCode !== null || product.signalCode !== null) return;
  const gone = new Promise((resolve) => product.once("exit", resolve));
  product.kill("SIGTERM");
  await gone;
}

function collectOutput(product: ChildProcess): () => string {
  let text = "";
  for (const stream of [product.stdout, product.stderr]) {
    stream?.on("data", (chunk) => {
      text = (text + chunk).slice(-4000);
    });
  }
  return () => text;
}
