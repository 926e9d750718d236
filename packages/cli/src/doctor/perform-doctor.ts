import { AgentLattice } from "@agentlattice/sdk";
import type { ApiFlags, Io } from "../api-command.ts";
import { apiClient } from "../connection/api-client.ts";
import { type Connection, findConnection } from "../connection/find-connection.ts";
import { escapeText } from "../escape-text.ts";
import { fit } from "../terminal/columns.ts";
import { printableJson } from "../terminal/printable-json.ts";
import { type Style, styleFor } from "../terminal/style.ts";
import { type CheckResult, type Finding, fail, ok } from "./check.ts";
import { checkAddress, checkClock, checkNode, checkReady, checkVersion, reach } from "./check-connection.ts";
import { checkCredential, checkLedger, checkPolicies, checkStream } from "./check-credential.ts";

const NAME_WIDTH = 12;

/** Runs each check whose prerequisites are met, and prints the results. @returns 0, or 1 when something does not work */
export async function performDoctor(io: Io, flags: ApiFlags, nodeVersion: string): Promise<number> {
  const json = flags.json ?? false;
  const style = styleFor(io.stdout, io.env);
  const findings: Finding[] = [];
  const note = (name: string, found: CheckResult): boolean => {
    const finding = { name, ...found };
    findings.push(finding);
    if (!json) io.stdout.write(`${describe(finding, style).join("\n")}\n`);
    return found.status !== "fail";
  };
  await examine(io, flags, nodeVersion, note);
  const broken = findings.filter(({ status }) => status === "fail").length;
  if (json) io.stdout.write(`${printableJson({ ok: broken === 0, checks: findings })}\n`);
  else if (broken > 0) io.stdout.write(style.red(`\n${broken} ${broken === 1 ? "check" : "checks"} failed.\n`));
  return broken === 0 ? 0 : 1;
}

async function examine(io: Io, flags: ApiFlags, nodeVersion: string, note: (name: string, found: CheckResult) => boolean): Promise<void> {
  note("Node.js", checkNode(nodeVersion));
  let connection: Connection;
  try {
    connection = findConnection({ holder: "organisation", apiKeyFile: flags.apiKeyFile, baseUrl: flags.baseUrl, env: io.env, cwd: io.cwd });
  } catch (error) {
    note("Credential", fail(error instanceof Error ? error.message : String(error), "Sign in, or set AL_API_KEY and AL_BASE_URL."));
    return;
  }
  note("Credential", ok(connection.note ?? `The key of ${flags.apiKeyFile === undefined ? "AL_API_KEY" : flags.apiKeyFile}.`));
  if (!note("Address", checkAddress(connection.baseUrl))) return;
  const reached = await reach(connection.baseUrl);
  if (!note("Reachable", reached.found)) return;
  note("Clock", checkClock(reached));
  note("Ready", await checkReady(connection.baseUrl));
  note("Server", await checkVersion(connection.baseUrl));
  const al = new AgentLattice({ apiKey: connection.apiKey, baseUrl: connection.baseUrl, maxAttempts: 1, requestTimeoutMs: 10_000 });
  const api = apiClient(al);
  if (!note("Identity", await checkCredential(api, connection))) return;
  note("Ledger", await checkLedger(api));
  note("Policies", await checkPolicies(api));
  note("Live stream", await checkStream(al));
}

function describe({ name, status, detail, advice }: Finding, style: Style): string[] {
  const symbol = { ok: style.green("✓"), warn: style.yellow("!"), fail: style.red("✗") }[status];
  const lines = [`${symbol} ${style.bold(fit(name, NAME_WIDTH))} ${escapeText(detail)}`];
  return advice === undefined ? lines : [...lines, `  ${fit("", NAME_WIDTH)} ${style.dim(`→ ${escapeText(advice)}`)}`];
}
