import type { Command } from "commander";
import { collectOption } from "../collect-option.ts";

/** The flags that describe an action, as commander passes them. */
export interface FactFlags {
  readonly target?: string;
  readonly metadata?: readonly string[];
  readonly metadataJson?: string;
  readonly tool?: string;
  readonly arguments?: string;
  readonly justification?: string;
}

/** Adds the flags of {@link FactFlags}. */
export function withFactFlags(command: Command): Command {
  return command
    .option("--target <text>", "the target of the action (metadata.target)")
    .option("--metadata <name=value>", "a fact for policies and reviewers; name:=5 for a number or other JSON; repeatable", collectOption)
    .option("--metadata-json <object>", "facts as one JSON object")
    .option("--tool <name>", "the tool to be called (tool.name)")
    .option("--arguments <json>", "the exact arguments of the tool (tool.arguments)")
    .option("--justification <text>", "the reason for the action");
}
