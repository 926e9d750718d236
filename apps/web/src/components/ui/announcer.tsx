"use client";

import { createContext, type ReactNode, use, useCallback, useState } from "react";

type Announce = (sentence: string) => void;

const AnnouncerContext = createContext<Announce>(() => {});

/** One polite live region for the whole console: what changed without the reader's doing. */
export function AnnouncerProvider({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState({ sentence: "", turn: 0 });
  const announce = useCallback<Announce>((sentence) => setSaid(({ turn }) => ({ sentence, turn: turn + 1 })), []);
  return (
    <AnnouncerContext value={announce}>
      {children}
      {/* A new element for each sentence, so that the same one is read twice when it happens twice. */}
      <div role="status" aria-live="polite" className="sr-only">
        <span key={said.turn}>{said.sentence}</span>
      </div>
    </AnnouncerContext>
  );
}

export function useAnnounce(): Announce {
  return use(AnnouncerContext);
}
