import type { LibraryList } from "@agentlattice/contract";
import { RowLink } from "#components/list/row-link.tsx";
import { plural } from "#lib/format/text.ts";

type Bundle = LibraryList["packs"][number] | LibraryList["starters"][number];

/** A pack or starter, with the number of its policies that are active here. */
export function BundleRow({ bundle, states }: { bundle: Bundle; states: LibraryList["policies"] }) {
  const active = states.filter(({ name, state }) => state === "active" && bundle.policies.includes(name)).length;
  return (
    <li className="quick relative grid gap-x-6 gap-y-1 border-b px-4 py-4 hover:bg-hover tablet:grid-cols-[minmax(0,1fr)_13rem_9rem] tablet:items-center tablet:px-6">
      <div className="min-w-0">
        <RowLink href={`/policies/library/${bundle.name}`} className="font-medium">
          {bundle.title}
        </RowLink>
        <p className="text-ink-2">{bundle.about}</p>
      </div>
      <p className="tnum text-label text-ink-2">
        {bundle.kind === "pack"
          ? `${plural(bundle.controls, "control", "controls")}, ${bundle.without} without a policy`
          : plural(bundle.policies.length, "policy", "policies")}
      </p>
      <p className="tnum text-label text-ink-2">
        {active} of {plural(bundle.policies.length, "policy", "policies")} active
      </p>
    </li>
  );
}
