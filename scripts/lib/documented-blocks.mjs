import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import {
  AcknowledgeInput,
  DecisionInput,
  DelegationInput,
  EvaluateResult,
  ExpectedInput,
  GraphQuery,
  HaltInput,
  HeartbeatInput,
  MemberRemoval,
  NotificationPatch,
  Problem,
  RecallInput,
  ReserveInput,
  RunEventsInput,
  WebhookInput,
} from "@agentlattice/contract";
import { caseAnswer, openCases, runCase } from "@agentlattice/core/cases";
import { parsePolicyYaml } from "@agentlattice/core/policy";
import ts from "typescript";
import { inRoot } from "./paths.mjs";

/**
 * One kind of block in a document: `check` executes or validates it, or `by` names the test that does.
 * @typedef {import("./document-blocks.mjs").DocumentBlock} DocumentBlock
 * @typedef {{ file: string, language: string, starts?: string } & ({ check: (text: string) => unknown } | { by: string, contains: string })} Coverage
 */

const HEAD = "apiVersion: agentlattice/v1\nkind: Policy\nmetadata: { name: example }\n";
const WORKED_EXAMPLE = { by: "packages/core/src/ledger/worked-example.test.ts", contains: "the worked example of docs/ledger-format.md" };

const COOKBOOK = { by: "apps/api/src/clients/cookbook.int.test.ts", contains: "the cookbook" };

/** @type {Coverage[]} the first entry that matches a block covers it */
export const BLOCKS = [
  { file: "README.md", language: "yaml", check: runPolicy },
  { file: "README.md", language: "js", by: "playwright/readme.e2e.ts", contains: "README.md" },
  { file: "docs/coding-agents.md", language: "yaml", check: runPolicy },
  { file: "docs/policy-language.md", language: "yaml", starts: "apiVersion:", check: runPolicy },
  { file: "docs/policy-language.md", language: "yaml", starts: "approval:", check: (text) => runPolicy(specWith("approve", text)) },
  {
    file: "docs/policy-language.md",
    language: "yaml",
    starts: "  limits:",
    check: (text) => runPolicy(specWith("guard", text.replace(/^ {2}/gm, ""))),
  },
  { file: "docs/policy-language.md", language: "yaml", starts: "cases:", check: (text) => runPolicy(REFUNDS + text) },
  { file: "docs/policy-language.md", language: "json", check: assertCaseOfCore },
  {
    file: "docs/modules.md",
    language: "yaml",
    by: "packages/core/src/policy/document/modules-page.test.ts",
    contains: "has an example that is valid",
  },
  { file: "docs/errors.md", language: "json", check: (text) => Problem.parse(JSON.parse(text)) },
  { file: "docs/sidecar.md", language: "json", check: (text) => EvaluateResult.parse(JSON.parse(withIds(text))) },
  { file: "docs/budgets.md", language: "yaml", check: runPolicy },
  {
    file: "docs/budgets.md",
    language: "",
    starts: "POST /api/v1/approvals/{id}/decision",
    check: (text) => DecisionInput.parse(JSON.parse((text.split("\n")[1] ?? "").replace("…", "0".repeat(64)))),
  },
  { file: "docs/budgets.md", language: "", check: (text) => ReserveInput.parse(JSON.parse(text.split("\n")[1] ?? "")) },
  { file: "docs/delegation.md", language: "", check: (text) => DelegationInput.parse(JSON.parse(text.split("\n")[1] ?? "")) },
  {
    file: "docs/channels.md",
    language: "",
    starts: "PATCH /api/v1/notifications",
    check: (text) => NotificationPatch.parse(JSON.parse(text.split("\n")[1] ?? "")),
  },
  {
    file: "docs/channels.md",
    language: "",
    starts: "GET    /api/v1/notifications/subscriptions",
    by: "apps/api/src/channels/push/push.int.test.ts",
    contains: "uses one key for all processes, and belongs to one person and organisation",
  },
  { file: "docs/channels.md", language: "", check: (text) => WebhookInput.parse(JSON.parse(text.split("\n")[1] ?? "")) },
  { file: "docs/cookbook/self-correcting-agent.md", language: "yaml", check: runPolicy },
  { file: "docs/cookbook/self-correcting-agent.md", language: "ts", ...COOKBOOK },
  { file: "docs/cookbook/fan-out-with-child-budgets.md", language: "yaml", check: runPolicy },
  { file: "docs/cookbook/fan-out-with-child-budgets.md", language: "ts", ...COOKBOOK },
  { file: "docs/cookbook/streaming-cost.md", language: "yaml", check: runPolicy },
  { file: "docs/cookbook/streaming-cost.md", language: "ts", ...COOKBOOK },
  { file: "docs/cookbook/serverless-resume.md", language: "yaml", check: runPolicy },
  { file: "docs/cookbook/serverless-resume.md", language: "ts", ...COOKBOOK },
  { file: "docs/channels.md", language: "ts", check: assertTypeScript },
  { file: "docs/members.md", language: "", starts: "DELETE", check: (text) => MemberRemoval.parse(JSON.parse(text.split("\n")[1] ?? "")) },
  {
    file: "docs/members.md",
    language: "",
    starts: "agentlattice",
    by: "apps/api/src/clients/cli-members.int.test.ts",
    contains: "members remove",
  },
  {
    file: "docs/halt.md",
    language: "",
    check: (text) => (text.includes("/acknowledge") ? AcknowledgeInput : HaltInput).parse(JSON.parse(text.split("\n")[1] ?? "")),
  },
  { file: "docs/halt.md", language: "ts", check: assertTypeScript },
  { file: "docs/anomalies.md", language: "", check: (text) => ExpectedInput.parse(JSON.parse(text.split("\n")[1] ?? "")) },
  { file: "docs/presence.md", language: "", check: (text) => HeartbeatInput.parse(JSON.parse(text.split("\n")[1] ?? "")) },
  { file: "docs/presence.md", language: "ts", check: assertTypeScript },
  { file: "docs/runs.md", language: "", check: (text) => RunEventsInput.parse(JSON.parse(text.split("\n")[1] ?? "")) },
  { file: "docs/runs.md", language: "ts", check: assertTypeScript },
  {
    file: "docs/decisions.md",
    language: "",
    starts: "POST /api/v1/decisions/recall",
    check: (text) => RecallInput.parse(JSON.parse(text.split("\n")[1] ?? "")),
  },
  {
    file: "docs/decisions.md",
    language: "",
    starts: "GET /api/v1/graph",
    check: (text) => GraphQuery.parse(Object.fromEntries(new URLSearchParams(text.trim().split("?")[1]))),
  },
  { file: "docs/network.md", language: "js", by: "packages/cli/src/connection/proxy.pack.test.ts", contains: "docs/network.md" },
  { file: "docs/ledger-format.md", language: "python", check: runPython },
  { file: "docs/ledger-format.md", language: "vkey", ...WORKED_EXAMPLE },
  { file: "docs/ledger-format.md", language: "entries", ...WORKED_EXAMPLE },
  { file: "docs/ledger-format.md", language: "checkpoint", ...WORKED_EXAMPLE },
  { file: "docs/ledger-format.md", language: "payloads", ...WORKED_EXAMPLE },
  { file: "packages/test-kit/README.md", language: "ts", check: assertTypeScript },
];

/** A policy for the cases of the policy language: at most five refunds in an hour. */
const REFUNDS = `${HEAD}spec:
  match: { actions: ["refund.*"], agents: { labels: { team: support } } }
  effect: allow
  history: [{ count: { actions: ["refund.*"], within: 1h }, operator: lt, value: 5 }]
`;

/** @param {string} effect @param {string} rest members of `spec` */
function specWith(effect, rest) {
  const indented = rest.replace(/^(?=.)/gm, "  ");
  return `${HEAD}spec:\n  match: { actions: ["*"] }\n  effect: ${effect}\n${indented}`;
}

/** Parses a policy and runs its cases. @param {string} text */
function runPolicy(text) {
  const parsed = parsePolicyYaml(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  const runner = openCases(parsed.policy, "UTC");
  for (const one of parsed.policy.cases ?? []) {
    const answer = caseAnswer(runCase(runner, one));
    if (answer !== one.expect) throw new Error(`The case "${one.name}" expects ${one.expect}, and the policy answers ${answer}.`);
  }
}

/** Checks that a case is one of packages/core/cases, whose tests run it. @param {string} text */
function assertCaseOfCore(text) {
  const folder = inRoot("packages/core/cases");
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const cases = files.flatMap((name) => JSON.parse(readFileSync(path.join(folder, name), "utf8")));
  const example = JSON.parse(text);
  if (!cases.some((one) => one.name === example.name)) throw new Error(`packages/core/cases has no case "${example.name}".`);
}

/** Replaces shortened ids and hashes by complete ones. @param {string} text */
function withIds(text) {
  return text.replace(/"(evt|pol)_…"/g, '"$1_01h455vb4pex5vsknk084sn02q"').replace(/"hash": "…"/g, `"hash": "${"0".repeat(64)}"`);
}

/** Runs the verifier of the ledger format on an empty log. @param {string} program */
function runPython(program) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "al-blocks-"));
  try {
    const entries = path.join(folder, "entries.ndjson");
    writeFileSync(entries, "");
    const { status, stdout, stderr, error } = spawnSync("python3", ["-", entries], { input: program, encoding: "utf8" });
    if (status !== 0) throw new Error(`python3 failed. Install Python 3 to run this test. ${stderr ?? error}`);
    // SHA-256 of nothing is the root of an empty log.
    if (!stdout.startsWith("0 e3b0c442")) throw new Error(`Unexpected output: ${stdout}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Checks the syntax of a TypeScript block. @param {string} text */
function assertTypeScript(text) {
  const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true, compilerOptions: { target: ts.ScriptTarget.ESNext } });
  if (diagnostics.length > 0)
    throw new Error(
      ts.formatDiagnostics(diagnostics, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => "", getNewLine: () => "\n" }),
    );
}
