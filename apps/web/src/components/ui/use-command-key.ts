"use client";

import { useEffect, useState } from "react";

/** Returns the name of the command key on this platform. The server renders `Ctrl`, because it does not know the platform. */
export function useCommandKey(): string {
  const [key, setKey] = useState("Ctrl");
  useEffect(() => {
    if (/Mac|iPhone|iPad/.test(navigator.platform)) setKey("⌘");
  }, []);
  return key;
}
