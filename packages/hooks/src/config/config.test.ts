import { describe, expect, it } from "vitest";
import { claudeSettings, codexConfig, hookCommand, planInit, planRemove } from "./index.ts";

const PROGRAM = { node: "/usr/bin/node", cli: "/opt/my tools/agentlattice.mjs", timeout: "50s", baseUrl: "https://al.example.com" };
const hook = { command: hookCommand("claude", PROGRAM), timeoutSeconds: 60 };
const codexHook = { command: hookCommand("codex", PROGRAM), timeoutSeconds: 60 };

const OTHER = { matcher: "Bash", hooks: [{ type: "command", command: "./lint.sh" }] };
const SETTINGS = [
  null,
  "",
  "{}\n",
  '{"model":"opus","hooks":{"PreToolUse":[],"Stop":[{"hooks":[]}]}}',
  JSON.stringify(
    { "//": "comment", permissions: { allow: ["Bash(ls)"] }, hooks: { PreToolUse: [OTHER], PostToolUse: [OTHER] } },
    null,
    "\t",
  ),
  '{\r\n    "a": 1, "hooks": {}\r\n}',
];
const CONFIGS = [
  null,
  "",
  'model = "m" # mine',
  '# top\nmodel = "m"\n\n[[hooks.PreToolUse]] # other\nmatcher = "Bash"\n[[hooks.PreToolUse.hooks]]\ntype = "command"\ncommand = "./lint.sh"\n\n\n',
  "\r\n[a]\r\nb = 1\r\n",
];

describe("hookCommand", () => {
  it("quotes for a shell and turns every other exit code into 2", () => {
    expect(hook.command).toBe(
      "/usr/bin/node '/opt/my tools/agentlattice.mjs' hook claude --timeout 50s --base-url https://al.example.com || exit 2",
    );
    expect(hookCommand("codex", { ...PROGRAM, apiKeyFile: "/home/o'neil/key" })).toContain(
      String.raw`--api-key-file '/home/o'\''neil/key' || exit 2`,
    );
  });
});

describe.each([
  ["claude", claudeSettings, hook, SETTINGS],
  ["codex", codexConfig, codexHook, CONFIGS],
] as const)("the configuration of %s", (_, format, entry, texts) => {
  it.each(texts.map((text) => [text]))("is restored byte for byte: %j", (text) => {
    const { after } = planInit(format, text, entry);
    expect(after).not.toBe(text);
    expect(planInit(format, after, entry).after).toBe(after);
    expect(planRemove(format, after, text)).toBe(text);
  });

  it("replaces the hook of an earlier init", () => {
    const first = planInit(format, null, entry).after;
    const second = planInit(format, first, { ...entry, timeoutSeconds: 610 }).after;
    expect(second).toContain("610");
    expect(second).not.toContain("60,");
    expect(second.split("agentlattice.mjs")).toHaveLength(first.split("agentlattice.mjs").length);
    expect(planRemove(format, second, null)).toBeNull();
  });

  it("refuses a file that it cannot read", () => {
    expect(() => planInit(format, "{ // comment\n", entry)).toThrow("Correct the file");
  });
});

describe("the settings of Claude Code", () => {
  it("block when the hook fails, for every tool, and keep other hooks", () => {
    const after = JSON.parse(planInit(claudeSettings, SETTINGS[4] ?? null, hook).after);
    expect(after.hooks.PreToolUse).toEqual([
      OTHER,
      { hooks: [{ type: "command", command: hook.command, timeout: 60, onFailure: "block" }] },
    ]);
    expect(after).toMatchObject({ "//": "comment", permissions: { allow: ["Bash(ls)"] } });
  });

  it("keep what changed after init, without the hook", () => {
    const changed = JSON.stringify({ ...JSON.parse(planInit(claudeSettings, "{}", hook).after), model: "opus" }, null, 2);
    expect(JSON.parse(planRemove(claudeSettings, changed, "{}") ?? "")).toEqual({ model: "opus" });
  });

  it("keep a hook that only mentions agentlattice", () => {
    const own = JSON.stringify({ hooks: { Stop: [{ hooks: [{ type: "command", command: "agentlattice report evt_1 || exit 2" }] }] } });
    expect(claudeSettings.strip(own)).toBe(own);
  });

  it.each(['{"hooks":[]}', '{"hooks":{"PreToolUse":{}}}', "[]"])("refuse %s", (text) => {
    expect(() => planInit(claudeSettings, text, hook)).toThrow("Correct the file");
  });
});

describe("the configuration of Codex", () => {
  it("keeps what was written after the block", () => {
    const changed = `${planInit(codexConfig, CONFIGS[3] ?? null, codexHook).after}[later]\nx = 1\n`;
    expect(planRemove(codexConfig, changed, CONFIGS[3] ?? null)).toBe(`${CONFIGS[3]}[later]\nx = 1\n`);
  });

  it("refuses a form to which no table can be added, and a damaged block", () => {
    expect(() => planInit(codexConfig, "[hooks]\nPreToolUse = []\n", codexHook)).toThrow("[[hooks.PreToolUse]]");
    const damaged = planInit(codexConfig, null, codexHook).after.replace(/^# <<<.*$/m, "");
    expect(() => codexConfig.strip(damaged)).toThrow("missing");
  });
});
