import type { ReactNode } from "react";
import { Wordmark } from "#components/ui/logo.tsx";
import { LatticeField } from "./lattice-field.tsx";

/** The frame around the pages for signed-out people. */
export function EntryPage({ title, intro, footer, children }: { title: string; intro: ReactNode; footer: string; children: ReactNode }) {
  return (
    <div className="grid min-h-dvh bg-surface desk:grid-cols-2">
      <div className="flex flex-col px-6 py-8 tablet:px-14 tablet:py-10">
        <header>
          <Wordmark />
        </header>
        <main className="mx-auto flex w-full max-w-[360px] flex-1 flex-col justify-center py-10">
          <h1 className="text-title break-words">{title}</h1>
          <div className="mt-1.5 text-[13px] leading-5 break-words text-ink-2">{intro}</div>
          {children}
        </main>
        <footer className="text-[12px] leading-4 text-ink-3">{footer}</footer>
      </div>
      <div className="relative hidden overflow-hidden border-l bg-canvas desk:block">
        <LatticeField />
      </div>
    </div>
  );
}
