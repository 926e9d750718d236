"use client";

import { useEffect, useState } from "react";

/** What the modifier is called here; the server cannot know. */
export function useCommandKey(): string {
  const [key, setKey] = useState("Ctrl");
  useEffect(() => {
    if (/Mac|iPhone|iPad/.test(navigator.platform)) setKey("⌘");
  }, []);
  return key;
}
