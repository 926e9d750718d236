import { resolve } from "node:path";
import { ACTION_TYPE, MAX_ACTION_TYPE_LENGTH } from "@agentlattice/core/action-type";
import { toolActionType } from "@agentlattice/core/actions";
import type { ActionOptions } from "@agentlattice/sdk";
import { sha256, withoutContent } from "./digest-text.ts";
import type { Host } from "./host.ts";
import { patchPaths } from "./patch-paths.ts";
import type { ToolEvent } from "./read-event.ts";
import { HookRefusal } from "./refusal.ts";

/** The action that a tool call is. */
export interface Action {
  readonly actionType: string;
  readonly options: ActionOptions;
}

type Kind = "shell" | "write" | "read" | "search" | "fetch" | "websearch" | "agent";

/** Tools of both hosts. Names are compared exactly, as the hosts do. */
const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...["Bash", "PowerShell", "Monitor", "shell", "shell_command", "exec_command", "local_shell"].map((name) => [name, "shell"] as const),
  ...["Write", "Edit", "MultiEdit", "NotebookEdit", "apply_patch"].map((name) => [name, "write"] as const),
  ...["Read", "NotebookRead", "view_image"].map((name) => [name, "read"] as const),
  ...["Glob", "Grep", "LS"].map((name) => [name, "search"] as const),
  ["WebFetch", "fetch"],
  ...["WebSearch", "web_search"].map((name) => [name, "websearch"] as const),
  ...["Task", "Agent", "spawn_agent"].map((name) => [name, "agent"] as const),
]);

const ACTIONS: Readonly<Record<Kind, string>> = {
  shell: "shell.exec",
  write: "file.write",
  read: "file.read",
  search: "file.search",
  fetch: "net.fetch",
  websearch: "net.search",
  agent: "agent.start",
};

const MAX_SUMMARY = 256;

/**
 * Returns the action of a tool call by the rule of docs/coding-agents.md. It depends on the call alone, so that a repeated call is the same
 * action.
 * @throws HookRefusal for a name that has no action type
 */
export function mapCall(host: Host, event: ToolEvent): Action {
  const { toolName, toolInput, sessionId, cwd, subAgent } = event;
  const context = { coding_agent: host, cwd, ...(subAgent === undefined ? {} : { sub_agent: subAgent }) };
  const session = sessionId.length <= 128 ? { sessionId } : {};
  const kind = KINDS.get(toolName);
  if (kind === undefined) {
    const { actionType, tool } = otherTool(toolName);
    return { actionType, options: { ...session, metadata: context, tool: { ...tool, arguments: toolInput } } };
  }
  // The model words the description anew each time. The arguments decide what runs.
  const { description: _, ...sent } = toolInput;
  const { summary, ...facts } = describe(kind, event);
  return {
    actionType: ACTIONS[kind],
    options: {
      ...session,
      ...(summary === undefined ? {} : { summary: clip(summary) }),
      metadata: { ...context, ...facts },
      tool: { name: toolName, arguments: kind === "write" ? withoutContent(sent) : sent },
    },
  };
}

/** Returns the facts that policies test and reviewers see. */
function describe(kind: Kind, { cwd, toolInput }: ToolEvent): Readonly<Record<string, unknown>> & { readonly summary?: string } {
  const text = (...names: string[]) => names.map((name) => toolInput[name]).find((value): value is string => typeof value === "string");
  switch (kind) {
    case "shell": {
      const { command = toolInput.cmd } = toolInput;
      const line = Array.isArray(command) ? command.join(" ") : command;
      return typeof line === "string" ? { summary: `Run ${line}` } : {};
    }
    case "write":
      return describeWrite(cwd, toolInput);
    case "read": {
      const path = text("file_path", "notebook_path", "path");
      return path === undefined ? {} : withPath(cwd, path, "Read");
    }
    case "search":
      return { ...withPath(cwd, text("path") ?? ".", "Search"), ...(text("pattern") === undefined ? {} : { pattern: text("pattern") }) };
    case "fetch": {
      const url = text("url") ?? "";
      const target = URL.canParse(url) ? { target: new URL(url).hostname } : {};
      return { url, ...target, summary: `Fetch ${url}` };
    }
    case "websearch":
      return { query: text("query") ?? "", summary: `Search the web for ${text("query") ?? ""}` };
    case "agent": {
      const target = text("subagent_type", "agent_type") ?? "default";
      return { target, summary: `Start a sub-agent (${target})` };
    }
  }
}

function describeWrite(cwd: string, toolInput: ToolEvent["toolInput"]): Readonly<Record<string, unknown>> & { readonly summary?: string } {
  const patch = [toolInput.command, toolInput.patch, toolInput.input].find((value): value is string => typeof value === "string");
  const file = toolInput.file_path ?? toolInput.notebook_path;
  if (typeof file === "string") {
    const content = [toolInput.content, toolInput.new_string, toolInput.new_source].find((value) => typeof value === "string");
    return { ...withPath(cwd, file, "Write"), sha256: sha256(typeof content === "string" ? content : JSON.stringify(toolInput)) };
  }
  if (patch === undefined) return { sha256: sha256(JSON.stringify(toolInput)) };
  const paths = patchPaths(patch).map((path) => resolve(cwd, path));
  const [path] = paths;
  return {
    ...(path === undefined ? {} : { ...withPath(cwd, path, "Patch"), paths }),
    ...(paths.length > 1 ? { summary: `Patch ${paths.length} files, ${path} first` } : {}),
    sha256: sha256(patch),
  };
}

function withPath(cwd: string, path: string, verb: string) {
  const absolute = resolve(cwd, path);
  return { path: absolute, target: absolute, summary: `${verb} ${absolute}` };
}

/** Returns the action of a tool of an MCP server, and of every tool that has no rule. */
function otherTool(toolName: string): { actionType: string; tool: { name: string; server?: string } } {
  const [, server, name] = /^mcp__(.+?)__(.+)$/s.exec(toolName) ?? [];
  const actionType =
    server === undefined || name === undefined
      ? toolActionType(toolName)
      : joined(toolActionType(flat(server)), toolActionType(flat(name)));
  if (actionType === null || actionType.length > MAX_ACTION_TYPE_LENGTH || !ACTION_TYPE.test(actionType))
    throw new HookRefusal(
      "The name of this tool cannot be an action: it needs a letter or a digit (a to z, 0 to 9) and at most 123 characters. Rename the tool or its server.",
    );
  return { actionType, tool: server === undefined || name === undefined ? { name: toolName } : { name, server } };
}

/** Replaces the separators of action types, so that a server and its tool are one part each. */
const flat = (name: string) => name.replace(/[.:]/g, "_");
const joined = (server: string | null, tool: string | null) =>
  server === null || tool === null ? null : `mcp.${server.slice("tool.".length)}.${tool.slice("tool.".length)}`;

function clip(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= MAX_SUMMARY
    ? line
    : `${line
        .slice(0, MAX_SUMMARY - 1)
        .toWellFormed()
        .replace(/\uFFFD$/, "")}…`;
}
