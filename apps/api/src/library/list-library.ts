import type { LibraryList } from "@agentlattice/contract";
import { LIBRARY } from "@agentlattice/core/library";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { requireReader } from "../policies/require-reader.ts";
import { documentOfPolicy } from "./library-documents.ts";
import { findPresent } from "./plan-install.ts";
import { policiesOf, presenceOf, toLibraryPolicy } from "./to-library.ts";

/** Lists the library with the state of each policy in the organisation. @throws AppError FORBIDDEN */
export async function listLibrary({ principal, deps }: { principal: Principal; deps: Pick<Deps, "database"> }): Promise<LibraryList> {
  const { scope } = requireReader(principal);
  const names = LIBRARY.policies.map(({ name }) => name);
  const present = await deps.database.inOrg(scope, (client) => findPresent(client, scope.orgId, names));
  return {
    policies: LIBRARY.policies.map((policy) => ({
      ...toLibraryPolicy(policy),
      ...presenceOf(documentOfPolicy(policy.name), present.get(policy.name)),
    })),
    packs: LIBRARY.packs.map((pack) => {
      const { name, title, about, source, controls } = pack;
      const without = controls.filter(({ policies }) => policies.length === 0).length;
      return {
        kind: "pack",
        name,
        title,
        about,
        source,
        policies: policiesOf({ kind: "pack", ...pack }),
        controls: controls.length,
        without,
      };
    }),
    starters: LIBRARY.starters.map((starter) => {
      const { name, title, about } = starter;
      return { kind: "starter", name, title, about, policies: policiesOf({ kind: "starter", ...starter }) };
    }),
  };
}
