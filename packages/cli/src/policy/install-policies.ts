import type { InstalledPolicy, LibraryInstallResult } from "@agentlattice/contract";
import type { ApiContext } from "../api-command.ts";
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

const CHANGES = { new: "new", unchanged: "unchanged", changed: "changed", conflict: "edited" } as const;
/** Outcomes in words. They are shown before the installation. */
const OUTCOMES = { drafted: "to be saved as a draft", published: "to be published", left: "unchanged" } as const;

/** Shows what an installation changes, asks for confirmation, and installs. @throws UsageError without a terminal */
export async function installPolicies(context: ApiContext, name: string, request: InstallRequest): Promise<number> {
  const { api, json, style, print, printJson, log } = context;
  const { publish = false, replace = false, dryRun = false, yes = false } = request;
  const install = (dry_run: boolean) => api.installLibraryItem({ params: { name }, body: { publish, replace, dry_run } });
  const plan = await install(true);
  if (!json) for (const line of describe(plan, style)) print(line);
  const nothing = plan.drafted + plan.published === 0;
  if (dryRun || nothing) {
    if (json) printJson(plan);
    else print(style.dim(nothing ? "Nothing to install." : "Dry run: no changes were made."));
    return 0;
  }
  if (!yes && !(await confirmInstall(context, plan))) {
    log("Nothing was installed.");
    return 0;
  }
  const done = await install(false);
  if (json) printJson(done);
  else print(style.green(`✓ ${summary(done)}`));
  return 0;
}

async function confirmInstall({ json }: ApiContext, plan: LibraryInstallResult): Promise<boolean> {
  if (json || !process.stdin.isTTY) throw new UsageError("Give --yes to install without confirmation, or --dry-run to see the changes.");
  return /^y(es)?$/i.test((await ask(`Install ${summary(plan)}? [y/N] `)).trim());
}

function summary({ drafted, published }: LibraryInstallResult): string {
  const parts = [published > 0 ? `${published} published` : "", drafted > 0 ? `${drafted} ${drafted === 1 ? "draft" : "drafts"}` : ""];
  return parts.filter((part) => part !== "").join(", ");
}

function describe({ policies }: LibraryInstallResult, style: Style): string[] {
  return policies.flatMap((policy) => [
    `${style.bold(escapeText(policy.name))}  ${CHANGES[policy.change]}, ${outcomeText(policy, style)}`,
    ...(policy.diff === "" ? [] : policy.diff.split("\n").map((line) => `  ${paint(escapeText(line), style)}`)),
  ]);
}

function outcomeText({ change, outcome }: InstalledPolicy, style: Style): string {
  if (change === "conflict" && outcome === "left") return style.yellow(`${OUTCOMES.left}, --replace replaces it`);
  return outcome === "left" ? style.dim(OUTCOMES.left) : style.green(OUTCOMES[outcome]);
}
