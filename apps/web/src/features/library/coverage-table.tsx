import type { LibraryItem } from "@agentlattice/contract";
import { PolicyLinks } from "./bundle-parts.tsx";

type PackItem = Extract<LibraryItem, { kind: "pack" }>;

/** The controls of a pack: their policies, the evidence these provide, and what must come from elsewhere. */
export function CoverageTable({ item }: { item: PackItem }) {
  const covered = item.controls.filter(({ policies }) => policies.length > 0).length;
  return (
    <section aria-label="Coverage" className="pt-5">
      <p className="px-4 pb-3 text-ink-2 tablet:px-6">
        {covered} of {item.controls.length} controls have policies. Policies alone do not cover any control completely.
      </p>
      <div
        className="hidden grid-cols-[14rem_14rem_minmax(0,1fr)_minmax(0,1fr)] gap-x-6 border-b px-6 pb-2 text-label text-ink-3 desk:grid"
        aria-hidden="true"
      >
        <span>Control</span>
        <span>Policies</span>
        <span>Evidence from policies</span>
        <span>Evidence from elsewhere</span>
      </div>
      <ul>
        {item.controls.map(({ id, title, policies, gives, uncovered }) => (
          <li
            key={id}
            className="grid gap-x-6 gap-y-2 border-b px-4 py-3 tablet:px-6 desk:grid-cols-[14rem_14rem_minmax(0,1fr)_minmax(0,1fr)]"
          >
            <div>
              <h4 className="font-medium">{id}</h4>
              <p className="text-ink-2">{title}</p>
            </div>
            <div>
              {policies.length > 0 ? <PolicyLinks names={policies} states={item.states} /> : <span className="text-ink-3">None</span>}
            </div>
            {[
              ["Evidence from policies", gives],
              ["Evidence from elsewhere", uncovered],
            ].map(([label, text]) => (
              <p key={label}>
                <span className="block text-label text-ink-3 desk:sr-only">{label}</span>
                {text}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
