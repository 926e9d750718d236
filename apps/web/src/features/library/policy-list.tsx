import type { LibraryList } from "@agentlattice/contract";
import { RowLink } from "#components/list/row-link.tsx";
import { Risk } from "#components/ui/risk.tsx";
import { plural } from "#lib/format/text.ts";
import { Presence } from "./presence.tsx";
import { CATEGORIES } from "./words.ts";

type Summary = LibraryList["policies"][number];

/** The policies by category, with their state in this organisation. */
export function PolicyList({ policies }: { policies: readonly Summary[] }) {
  return (
    <div className="pane min-h-0 flex-1 pb-10">
      {CATEGORIES.map(({ value, title }) => {
        const some = policies.filter(({ category }) => category === value);
        return (
          <section key={value} aria-label={title} className="pt-6">
            <h3 className="px-4 pb-1 text-body font-semibold tablet:px-6">{title}</h3>
            <ul>
              {some.map((policy) => (
                <PolicyRow key={policy.name} policy={policy} />
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

function PolicyRow({ policy }: { policy: Summary }) {
  const { name, title, description, risk, cases, attacks } = policy;
  return (
    <li className="quick relative grid gap-x-6 gap-y-1 border-b px-4 py-3 hover:bg-hover tablet:grid-cols-[minmax(0,1fr)_6rem_9rem_8rem] tablet:items-center tablet:px-6">
      <div className="min-w-0">
        <RowLink href={`/policies/library/${name}`} className="font-medium">
          {title}
        </RowLink>
        <p className="text-ink-2">{description}</p>
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 tablet:contents">
        <p className="text-label">
          <Risk level={risk} />
        </p>
        <p className="tnum text-label text-ink-2">
          {plural(cases, "case", "cases")}, {plural(attacks, "attack", "attacks")}
        </p>
        <p>
          <Presence of={policy} />
        </p>
      </div>
    </li>
  );
}
