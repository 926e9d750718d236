import type { LibraryItem as ItemOnTheWire, JsonValue } from "@agentlattice/contract";
import { LIBRARY, type LibraryItem, valueAt } from "@agentlattice/core/library";
import { POLICY_DEFAULTS } from "@agentlattice/core/policy";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { requireReader } from "../policies/require-reader.ts";
import { testPolicy } from "../policies/test-policy.ts";
import { documentOfPolicy, itemOf } from "./library-documents.ts";
import { findPresent } from "./plan-install.ts";
import { policiesOf, presenceOf, statesOf, toLibraryPolicy } from "./to-library.ts";

interface GetItemInput {
  readonly principal: Principal;
  readonly name: string | undefined;
  readonly deps: Pick<Deps, "configs" | "database" | "inspector" | "now">;
}

/** Reads a policy with the results of its cases, a pack with its coverage, or a starter with its settings. @throws AppError NOT_FOUND, FORBIDDEN */
export async function getItem({ principal, name, deps }: GetItemInput): Promise<ItemOnTheWire> {
  const { scope } = requireReader(principal);
  const item = itemOf(name);
  const present = await deps.database.inOrg(scope, (client) => findPresent(client, scope.orgId, policiesOf(item)));
  if (item.kind === "policy") {
    const { cases } = await testPolicy({ principal, input: { yaml: item.yaml }, deps });
    return { ...describePolicy(item), ...presenceOf(documentOfPolicy(item.name), present.get(item.name)), results: cases };
  }
  const { title, about } = item;
  const bundle = { name: item.name, title, about, policies: policiesOf(item), states: statesOf(item, present) };
  if (item.kind === "starter") return { ...bundle, kind: "starter", settings: settingsOf(item) };
  const controls = item.controls.map((control) => ({ ...control, policies: [...control.policies] }));
  return { ...bundle, kind: "pack", source: item.source, controls };
}

function describePolicy(item: Extract<LibraryItem, { kind: "policy" }>) {
  const { policy, canonical } = documentOfPolicy(item.name);
  return {
    ...toLibraryPolicy(item),
    yaml: item.yaml,
    document: JSON.parse(canonical),
    mode: policy.spec.mode ?? POLICY_DEFAULTS.mode,
    parameters: item.parameters.map(({ path, about }) => ({ path, about, value: valueAt(item.yaml, path) as JsonValue })),
    covers: LIBRARY.packs.flatMap(({ name, title, controls }) =>
      controls.filter(({ policies }) => policies.includes(item.name)).map(({ id }) => ({ pack: name, title, control: id })),
    ),
  };
}

function settingsOf({ policies }: Extract<LibraryItem, { kind: "starter" }>) {
  return policies.flatMap(({ policy, set = [] }) => set.map(({ path, value }) => ({ policy, path, value: value as JsonValue })));
}
