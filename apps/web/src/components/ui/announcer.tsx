"use client";

import { createContext, type ReactNode, use, useCallback, useState } from "react";

type Announce = (sentence: string) => void;

const AnnouncerContext = createContext<Announce>(() => {});

/** Provides one polite live region for the whole console. It announces changes that the reader did not cause. */
export function AnnouncerProvider({ children }: { children: ReactNode }) {
  const [announcement, setAnnouncement] = useState({ sentence: "", turn: 0 });
  const announce = useCallback<Announce>((sentence) => setAnnouncement(({ turn }) => ({ sentence, turn: turn + 1 })), []);
  return (
    <AnnouncerContext value={announce}>
      {children}
      {/* Each sentence gets a new element, so that screen readers repeat a sentence that occurs twice. */}
      <div role="status" aria-live="polite" className="sr-only">
        <span key={announcement.turn}>{announcement.sentence}</span>
      </div>
    </AnnouncerContext>
  );
}

export function useAnnounce(): Announce {
  return use(AnnouncerContext);
}
