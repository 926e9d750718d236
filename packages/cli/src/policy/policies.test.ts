import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UsageError } from "../usage-error.ts";
import { performTest } from "./test-policies.ts";
import { performValidate } from "./validate-policies.ts";

let folder: string;
const file = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const policy = (name: string, rest = "", effect = "allow") => `apiVersion: agentlattice/v1
kind: Policy
metadata: { name: ${name} }
spec:
  match: { actions: ["pr.merge"] }
  require:
    - { field: lines, operator: lt, value: 100 }
  effect: ${effect}
${rest}`;

function linked(links: Record<string, string>): string {
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(folder, name));
  return folder;
}

function io() {
  const written = { stdout: "", stderr: "" };
  const stream = (name: "stdout" | "stderr") => ({ write: (text: string) => (written[name] += text) });
  return { written, io: { stdout: stream("stdout"), stderr: stream("stderr"), env: {}, cwd: folder } };
}
const validate = async (...paths: string[]) => {
  const { written, io: to } = io();
  return { code: await performValidate(to, paths, {}), ...written };
};
const validateJson = async (...paths: string[]) => {
  const { written, io: to } = io();
  return { code: await performValidate(to, paths, { json: true }), ...JSON.parse(written.stdout) };
};
const test = async (...paths: string[]) => {
  const { written, io: to } = io();
  return { code: await performTest(to, paths, { zone: "UTC" }), ...written };
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "al-policies-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("validate", () => {
  it.each<[string, string | Uint8Array, RegExp]>([
    ["braces only", "{}".repeat(100_000), /:1:203 error .*this is no policy/],
    ["a bomb of aliases", "a: &a [x, x]\nb: [*a, *a]\n", /:1:7 error a: anchors/],
    ["more than a policy may hold", policy("big") + "#".repeat(1 << 20), /at most 262144 bytes|too large/],
    ["a null character", `${policy("nul")}\u0000`, /null character/],
    ["the same key twice", policy("twice", "  effect: deny\n"), /:9:3 error spec.effect: .*twice/],
    ["an invalid number", policy("inf", "  when: { field: a, operator: lt, value: 1e400 }\n"), /:9:\d+ error spec.when.value: Infinity/],
    ["an invalid module", policy("mod", "  modules: { secret: {} }\n"), /:9:\d+ error spec.modules.secret: .*secrets/],
  ])("refuses %s quickly with its position", { timeout: 20_000 }, async (_, content, said) => {
    const { code, stdout, stderr } = await validate(file("hostile.yaml", content));
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(said);
    expect((stdout + stderr).length).toBeLessThan(20_000);
  });

  it.each<[string, () => string, RegExp]>([
    ["a missing file", () => join(folder, "nowhere"), /nowhere: there is no such file or folder/],
    ["a file as a folder", () => join(file("a.yaml", policy("a")), "x"), /there is no such file or folder/],
    ["a name that is too long", () => "a".repeat(5_000), /cannot be opened \(ENAMETOOLONG\)/],
    ["cyclic links", () => linked({ "l1.yaml": "l2.yaml", "l2.yaml": "l1.yaml" }), /form a cycle/],
    ["a link in a folder that leads nowhere", () => linked({ "l.yaml": "nowhere" }), /l\.yaml: there is no such file/],
  ])("reports %s that it cannot read", async (_, path, said) => {
    const error = await validate(path()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toMatch(said);
  });

  it("shows the position, the problem and a suggestion, with the lines around it", async () => {
    const path = file("a.yaml", policy("a", "", "alow"));
    expect(await validate(path)).toMatchObject({
      code: 1,
      stdout: `${path}:8:3 error spec.effect: must be allow, approve, deny, guard
    6 |   require:
    7 |     - { field: lines, operator: lt, value: 100 }
  > 8 |   effect: alow
      |   ^
  = write allow instead

✗ 1 of 1 policy not valid
`,
    });
  });

  it("shows notes about ignored parts without failing", async () => {
    const rest = `  modules:\n    secrets:\n      gitleaks_toml: |\n        [[rules]]\n        id = "p12"\n        path = "p12$"\n`;
    const path = file("a.yaml", policy("a", rest));
    const note = "rule p12: it has no regex and looks at paths only, and is left out";
    expect(await validate(path)).toMatchObject({
      code: 0,
      stdout: `${path}:11 note spec.modules.secrets.gitleaks_toml: ${note}\n✓ 1 policy valid\n`,
    });
    expect((await validateJson(path)).files[0].notes).toEqual([{ path: "spec.modules.secrets.gitleaks_toml", message: note }]);
  });

  it("lists issues in the order of the file", async () => {
    const { stdout } = await validate(
      file(
        "a.yaml",
        'apiVersion: agentlattice/v1\nkind: Policy\nmetadata: { name: a }\nspec:\n  efect: allow\n  match: { actions: ["a b"] }\n',
      ),
    );
    expect([...stdout.matchAll(/yaml:(\d+):/g)].map(([, line]) => line)).toEqual(["4", "5", "6"]);
  });

  it("reads nested folders in a stable order, and JSON", async () => {
    mkdirSync(join(folder, "deep/.hidden"), { recursive: true });
    file("b.yaml", policy("b"));
    file(
      "a.json",
      JSON.stringify({
        apiVersion: "agentlattice/v1",
        kind: "Policy",
        metadata: { name: "a" },
        spec: { match: { actions: ["x"] }, effect: "deny" },
      }),
    );
    file("deep/c.yml", policy("c"));
    file("deep/.hidden/d.yml", "nonsense");
    file("notes.md", "nonsense");
    const { code, files } = await validateJson(folder);
    expect([code, files.map(({ name, valid }: { name: string; valid: boolean }) => [name, valid])]).toEqual([
      0,
      [
        ["a", true],
        ["b", true],
        ["c", true],
      ],
    ]);
  });

  it("reports a repeated policy name in the second file", async () => {
    file("a.yaml", policy("same"));
    file("b.yaml", policy("same"));
    const { files } = await validateJson(folder);
    expect(files[1]).toMatchObject({
      valid: false,
      issues: [{ path: "metadata.name", line: 3, message: expect.stringContaining("a.yaml") }],
    });
  });

  it.each([
    ["bytes that are no text", Uint8Array.of(0x61, 0xff, 0x00), "not UTF-8 text"],
    ["nothing", "", "there is no document"],
    ["a null character", "a: \0", "null character"],
    ["two documents", `${policy("a")}---\n${policy("b")}`, "one document at a time"],
    ["an alias bomb", "a: &a [x]\nb: *a\n", "are not allowed"],
    ["brackets without end", "[".repeat(100_000), "nested deeper"],
    ["a tab", "spec:\n\tx: 1\n", "Tabs are not allowed"],
  ])("survives %s", async (_, content, sentence) => {
    const { code, stdout } = await validate(file("x.yaml", content));
    expect(code).toBe(1);
    expect(stdout).toContain(sentence);
  });

  it("does not read a huge file to its end", async () => {
    const path = file("huge.yaml", "");
    truncateSync(path, 8 * 1024 ** 3);
    const started = performance.now();
    expect((await validate(path)).stdout).toContain("at most 262144 bytes");
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it("escapes control characters", async () => {
    const { stdout } = await validate(
      file("x.yaml", policy("a").replace("effect: allow", 'effect: "\\e[2J"  # \u001b[2J\u001b]0;owned\u0007')),
    );
    expect(stdout).not.toContain("\u001b");
    expect(stdout).toContain("\\u{1b}");
  });

  it.each([
    ["a file that is missing", ["nowhere.yaml"], "there is no such file"],
    ["a folder without policies", ["empty"], "There is no .yaml"],
  ])("refuses %s", async (_, paths, sentence) => {
    mkdirSync(join(folder, "empty"));
    const run = () => validate(...paths.map((path) => join(folder, path)));
    await expect(run()).rejects.toThrow(UsageError);
    await expect(run()).rejects.toThrow(sentence);
  });

  it("does not follow cyclic links", async () => {
    file("a.yaml", policy("a"));
    symlinkSync(folder, join(folder, "again"));
    expect((await validateJson(folder)).files).toHaveLength(1);
  });
});

describe("test", () => {
  const CASES = `cases:
  - name: a small change
    input: { action_type: pr.merge, metadata: { lines: 5 } }
    expect: ALLOW
  - name: a large change
    input: { action_type: pr.merge, metadata: { lines: 500 } }
    expect: DENY
`;

  it("runs the cases of every policy with the engine of the server", async () => {
    const { code, stdout } = await test(file("a.yaml", policy("a", CASES)), file("b.yaml", policy("b")));
    expect(code).toBe(0);
    expect(stdout).toContain("  ✓ a small change ALLOW\n  ✓ a large change DENY\n");
    expect(stdout).toContain("no cases");
    expect(stdout).toContain("✓ 2 of 2 cases passed");
  });

  it("explains a failed case", async () => {
    const { code, stdout } = await test(file("a.yaml", policy("a", CASES.replace("DENY", "REQUIRE_APPROVAL"))));
    expect(code).toBe(1);
    expect(stdout).toContain("✗ a large change: expected REQUIRE_APPROVAL, got DENY");
    expect(stdout).toContain("lines lt 100: found 500");
    expect(stdout).toContain("✗ 1 of 2 cases passed");
  });

  it("fails when a file is not a policy", async () => {
    const { code, stdout } = await test(file("a.yaml", policy("a", CASES)), file("b.yaml", "nonsense"));
    expect(code).toBe(1);
    expect(stdout).toMatch(/\n2 of 2 cases passed\n✗ 1 of 2 policies not valid\n$/);
  });

  it("fails for a file that is not a policy, and for an unknown time zone", async () => {
    const { code, stdout } = await test(file("a.yaml", "nonsense"));
    expect(code).toBe(1);
    expect(stdout).not.toContain("no cases");
    const { io: to } = io();
    await expect(performTest(to, [folder], { zone: "Mars/Olympus" })).rejects.toThrow("--zone takes");
  });
});
