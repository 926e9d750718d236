import type { InstalledPolicy, LibraryInstallInput, LibraryInstallResult } from "@agentlattice/contract";
import type { LibraryItem } from "@agentlattice/core/library";
import type { SettledEntry } from "@agentlattice/core/settle";
import type { AuditedContext, OrgKeys } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { authorise } from "../http/authorise.ts";
import type { Once } from "../http/idempotency.ts";
import type { Principal } from "../http/principal.ts";
import { saveVersion } from "../policies/create-policy.ts";
import { putInForce } from "../policies/publish-policy.ts";
import { itemOf, readDocuments } from "./library-documents.ts";
import { type Planned, planInstall, toInstalled } from "./plan-install.ts";

interface InstallItemInput {
  readonly principal: Principal;
  readonly name: string | undefined;
  readonly input: LibraryInstallInput;
  readonly deps: Pick<Deps, "database" | "newId" | "now">;
  readonly once: Once;
}

/**
 * Saves the policies of an item as drafts, all or none, with an entry per change. `publish` also publishes them. Policies that people wrote or
 * edited are kept unless `replace` is set.
 * @throws AppError NOT_FOUND, FORBIDDEN, POLICY_UNAVAILABLE
 */
export async function installItem({ principal, name, input, deps, once }: InstallItemInput): Promise<LibraryInstallResult> {
  const { dry_run, publish, replace } = input;
  const item = itemOf(name);
  if (publish) authorise(principal, "policies:publish");
  const { orgId } = principal.scope;
  const wanted = { documents: readDocuments(item), publish, replace };
  if (dry_run) {
    const plan = await deps.database.inOrg(principal.scope, (client) => planInstall(client, orgId, wanted));
    return resultOf(
      item,
      input,
      plan.map((planned) => toInstalled(planned)),
    );
  }
  const keys = await deps.database.keysOf(orgId);
  return once(async (context) => {
    const entries: SettledEntry[] = [];
    const policies: InstalledPolicy[] = [];
    for (const planned of await planInstall(context.client, orgId, wanted))
      policies.push(await installOne(context, { planned, principal, deps, keys, entries }));
    return { result: resultOf(item, input, policies), entries, changesAnswers: policies.some(({ outcome }) => outcome === "published") };
  });
}

async function installOne(
  context: AuditedContext,
  {
    planned,
    principal,
    deps,
    keys,
    entries,
  }: { planned: Planned; principal: Principal; deps: Pick<Deps, "database" | "newId" | "now">; keys: OrgKeys; entries: SettledEntry[] },
): Promise<InstalledPolicy> {
  const { document, outcome } = planned;
  if (outcome === "left") return toInstalled(planned);
  const { policy, version, entry } = await saveVersion(context, { principal, deps, document: { ...document, wordsMatter: false } });
  if (entry) entries.push(entry);
  if (outcome === "published") {
    const { policyId } = policy;
    const published = await putInForce(context, { principal, policyId, version: version.version, deps, keys });
    entries.push(published.entry);
  }
  return toInstalled(planned, { policy, newest: version });
}

function resultOf({ name, kind }: LibraryItem, { dry_run }: LibraryInstallInput, policies: InstalledPolicy[]): LibraryInstallResult {
  const count = (outcome: InstalledPolicy["outcome"]) => policies.filter((policy) => policy.outcome === outcome).length;
  const [drafted, published] = [count("drafted"), count("published")];
  const reason = drafted + published === 0 ? { reason: reasonOf(policies) } : {};
  return { name, kind, dry_run, drafted, published, left: count("left"), ...reason, policies };
}

/** Returns why nothing is installed. */
function reasonOf(policies: readonly InstalledPolicy[]): string {
  const edited = policies.filter(({ change }) => change === "conflict").map(({ name }) => name);
  if (edited.length === 0)
    return "Nothing is installed: the organisation has these policies already. Publish the drafts among them with publish: true.";
  return `Nothing is installed: ${edited.join(", ")} ${edited.length === 1 ? "was" : "were"} edited in this organisation. Send replace: true to replace edited policies; their versions are kept.`;
}
