import { describe, expect, it } from "vitest";
import { ACTION_TYPE } from "./action-type.ts";
import { toolActionType } from "./tool-action.ts";

describe("toolActionType", () => {
  it.each([
    ["Bash", "tool.bash"],
    ["mergePullRequest", "tool.mergepullrequest"],
    ["merge_pull_request", "tool.merge_pull_request"],
    ["server/tool", "tool.server_tool"],
    ["mcp__server__tool", "tool.mcp__server__tool"],
    ["github.search-code", "tool.github.search-code"],
    ["..search..", "tool.search"],
    ["a.:-b", "tool.a-b"],
    ["Résumé lesen", "tool.r_sum_lesen"],
    ["x".repeat(123), `tool.${"x".repeat(123)}`],
  ])("%s is %s", (name, action) => {
    expect(toolActionType(name)).toBe(action);
    expect(action).toMatch(ACTION_TYPE);
  });

  it.each(["", "...", "工具", "___", "x".repeat(124)])("%s has no action type", (name) => {
    expect(toolActionType(name)).toBeNull();
  });
});
