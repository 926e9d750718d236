import type { InstalledPolicy, LibraryInstallResult } from "@agentlattice/contract";
import type { ApiContext } from "../api-command.ts";
import { answerOf } from "../connection/list-all.ts";
import { escapeText } from "../escape-text.ts";
import { ask } from "../login/prompt.ts";
import type { Style } from "../terminal/style.ts";
import { UsageError } from "../usage-error.ts";
import { paint } from "./diff-policies.ts";

export interface InstallRequest {
  readonly publish?: boolean;
  readonly replace?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const CHANGES = { new: "new", unchanged: "unchanged", changed: "changed", conflict: "edited since" } as const;
/** What would happen: it is said before it does. */
const OUTCOMES = { drafted: "to be saved as a draft", published: "to be put in force", left: "left as it is" } as const;

/** `policy install`: says what would change, asks, and does it. @throws UsageError when nobody can be asked */
export async function installPolicies(context: ApiContext, name: string, request: InstallRequest): Promise<number> {
  const { al, json, style, print, printJson, say } = context;
  const { publish = false, replace = false, dryRun = false, yes = false } = request;
  const path = `/policies/library/${encodeURIComponent(name)}/install`;
  const install = async (dry_run: boolean) =>
    answerOf<LibraryInstallResult>(await al.request("POST", path, { body: { publish, replace, dry_run } }));
  const plan = await install(true);
  if (!json) for (const line of describe(plan, style)) print(line);
  const nothing = plan.drafted + plan.published === 0;
  if (dryRun || nothing) {
    if (json) printJson(plan);
    else print(style.dim(nothing ? "Nothing to install." : "A dry run: nothing was changed."));
    return 0;
  }
  if (!yes && !(await isWanted(context, plan))) {
    say("Nothing was installed.");
    return 0;
  }
  const done = await install(false);
  if (json) printJson(done);
  else print(style.green(`✓ ${summary(done)}`));
  return 0;
}

async function isWanted({ json }: ApiContext, plan: LibraryInstallResult): Promise<boolean> {
  if (json || !process.stdin.isTTY) throw new UsageError("Give --yes to install this, or --dry-run to only see it.");
  return /^y(es)?$/i.test((await ask(`Install ${summary(plan)}? [y/N] `)).trim());
}

function summary({ drafted, published }: LibraryInstallResult): string {
  const parts = [published > 0 ? `${published} put in force` : "", drafted > 0 ? `${drafted} ${drafted === 1 ? "draft" : "drafts"}` : ""];
  return parts.filter((part) => part !== "").join(", ");
}

function describe({ policies }: LibraryInstallResult, style: Style): string[] {
  return policies.flatMap((policy) => [
    `${style.bold(escapeText(policy.name))}  ${CHANGES[policy.change]}, ${outcomeText(policy, style)}`,
    ...(policy.diff === "" ? [] : policy.diff.split("\n").map((line) => `  ${paint(escapeText(line), style)}`)),
  ]);
}

function outcomeText({ change, outcome }: InstalledPolicy, style: Style): string {
  if (change === "conflict" && outcome === "left") return style.yellow(`${OUTCOMES.left}, --replace saves over it`);
  return outcome === "left" ? style.dim(OUTCOMES.left) : style.green(OUTCOMES[outcome]);
}
