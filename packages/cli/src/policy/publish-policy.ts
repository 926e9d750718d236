import type { PolicyDetail } from "@agentlattice/contract";
import type { ApiClient } from "@agentlattice/contract/client";
import type { ApiContext } from "../api-command.ts";
import { listAll } from "../connection/list-all.ts";
import { escapeText } from "../escape-text.ts";
import { UsageError } from "../usage-error.ts";
import { describeImpact } from "./describe-impact.ts";
import { findNewest } from "./find-version.ts";

interface PublishRequest {
  readonly version: number | undefined;
  readonly dryRun: boolean | undefined;
}

/**
 * Publishes a saved version of a policy, or with `dryRun` shows what publishing would do to the open requests.
 * @param named the name or the id of the policy
 * @throws UsageError when the server has no such policy
 */
export async function publishPolicy({ api, json, style, print, printJson }: ApiContext, named: string, request: PublishRequest) {
  const policy = await findPolicy(api, named);
  const version = request.version ?? policy.version;
  const title = style.bold(`${escapeText(policy.name)} v${version}`);
  if (request.dryRun) {
    const impact = await api.previewPolicyImpact({ body: { policy: policy.id, version } });
    if (json) printJson({ dry_run: true, id: policy.id, name: policy.name, version, ...impact });
    else for (const line of [title, ...describeImpact(impact, style), style.dim("Dry run: no changes were made.")]) print(line);
    return 0;
  }
  const published = await api.publishPolicy({ params: { id: policy.id }, body: { version } });
  if (json) printJson(published);
  else {
    print(`${style.green("✓")} ${title} is published.`);
    for (const { path, message } of published.notes ?? []) print(`${style.yellow("note")} ${escapeText(`${path}: ${message}`)}`);
  }
  return 0;
}

async function findPolicy(api: ApiClient, named: string): Promise<PolicyDetail> {
  for await (const { id, name } of listAll((page) => api.listPolicies({ query: page })))
    if (name === named || id === named) return findNewest(api, id);
  throw new UsageError(
    `The server has no policy named ${named}. Save a file with agentlattice policy push FILE, or publish it in one step with --publish.`,
  );
}
