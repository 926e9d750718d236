import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { mapCall } from "./map-call.ts";
import type { ToolEvent } from "./read-event.ts";

const call = (toolName: string, toolInput: Record<string, unknown>, extra: Partial<ToolEvent> = {}): ToolEvent => ({
  phase: "before",
  sessionId: "s1",
  callId: "c1",
  cwd: "/work/shop",
  toolName,
  toolInput,
  ...extra,
});
const digest = (text: string) => createHash("sha256").update(text).digest("hex");

describe("mapCall", () => {
  it.each([
    ["Bash", { command: "git push" }, "shell.exec"],
    ["Monitor", { command: "git push" }, "shell.exec"],
    ["exec_command", { cmd: "git push" }, "shell.exec"],
    ["Write", { file_path: "a.txt", content: "x" }, "file.write"],
    ["Edit", { file_path: "a.txt", old_string: "x", new_string: "y" }, "file.write"],
    ["MultiEdit", { file_path: "a.txt", edits: [] }, "file.write"],
    ["NotebookEdit", { notebook_path: "a.ipynb", new_source: "x" }, "file.write"],
    ["apply_patch", { command: "*** Begin Patch\n*** End Patch" }, "file.write"],
    ["Read", { file_path: "a.txt" }, "file.read"],
    ["Glob", { pattern: "*.ts" }, "file.search"],
    ["Grep", { pattern: "x" }, "file.search"],
    ["WebFetch", { url: "https://example.com/a" }, "net.fetch"],
    ["WebSearch", { query: "x" }, "net.search"],
    ["Task", { subagent_type: "reviewer", prompt: "x" }, "agent.start"],
    ["Agent", { subagent_type: "reviewer", prompt: "x" }, "agent.start"],
    ["mcp__github__merge", { pr: 42 }, "mcp.github.merge"],
    ["mcp__GitHub.com__merge.pr", { pr: 42 }, "mcp.github_com.merge_pr"],
    ["mcp__my-server__run__all", {}, "mcp.my-server.run__all"],
    ["TodoWrite", { todos: [] }, "tool.todowrite"],
    ["bash", { command: "git push" }, "tool.bash"],
  ])("%s is %s %s", (name, input, actionType) => {
    expect(mapCall("claude", call(name, input)).actionType).toBe(actionType);
  });

  it.each(["工具", "mcp__工具__x", "mcp__x__工具", "x".repeat(200), `mcp__${"x".repeat(70)}__${"y".repeat(70)}`])("refuses %s", (name) => {
    expect(() => mapCall("claude", call(name, {}))).toThrow("Rename the tool");
  });

  it("sends the exact command, without the description that the model words anew", () => {
    const one = mapCall("claude", call("Bash", { command: "rm -rf build", description: "Clean", timeout: 5 }));
    expect(one.options.tool).toEqual({ name: "Bash", arguments: { command: "rm -rf build", timeout: 5 } });
    expect(mapCall("claude", call("Bash", { command: "rm -rf build", timeout: 5 }))).toEqual(one);
  });

  it("sends digests in place of the content of files", () => {
    const { options } = mapCall("claude", call("Write", { file_path: "src/../a.txt", content: "secret text" }));
    expect(options.metadata).toMatchObject({ path: "/work/shop/a.txt", target: "/work/shop/a.txt", sha256: digest("secret text") });
    expect(options.tool?.arguments).toEqual({ file_path: "src/../a.txt", content: { sha256: digest("secret text"), bytes: 11 } });
    expect(JSON.stringify(options)).not.toContain("secret text");
  });

  it("sends each edit as digests, so that other edits are another action", () => {
    const edits = (text: string) =>
      mapCall("claude", call("MultiEdit", { file_path: "a", edits: [{ old_string: "a", new_string: text }] }));
    expect(edits("b")).not.toEqual(edits("c"));
    expect(JSON.stringify(edits("hidden"))).not.toContain("hidden");
  });

  it("names every file of a patch", () => {
    const patch =
      "*** Begin Patch\n*** Update File: a.txt\n*** Move to: b.txt\n+x\n*** Add File: c.txt\n+y\n*** Delete File: /etc/passwd\n*** End Patch";
    const { options } = mapCall("codex", call("apply_patch", { command: patch }));
    expect(options.metadata).toMatchObject({
      paths: ["/work/shop/a.txt", "/work/shop/b.txt", "/work/shop/c.txt", "/etc/passwd"],
      sha256: digest(patch),
    });
    expect(options.tool?.arguments).toEqual({ command: { sha256: digest(patch), bytes: patch.length } });
  });

  it("names the host, the server of an MCP tool and the sub-agent", () => {
    const { options } = mapCall("codex", call("mcp__github__merge", { pr: 42 }, { subAgent: "reviewer" }));
    expect(options).toMatchObject({
      sessionId: "s1",
      metadata: { coding_agent: "codex", sub_agent: "reviewer" },
      tool: { name: "merge", server: "github", arguments: { pr: 42 } },
    });
    expect(mapCall("claude", call("WebFetch", { url: "https://example.com:8443/a" })).options.metadata).toMatchObject({
      target: "example.com",
    });
  });

  it("keeps the summary within 256 characters on one line", () => {
    const { summary = "" } = mapCall("claude", call("Bash", { command: `echo\n${"😀".repeat(300)}` })).options;
    expect(summary.length).toBeLessThanOrEqual(256);
    expect(summary.isWellFormed()).toBe(true);
    expect(summary).not.toContain("\n");
  });
});
