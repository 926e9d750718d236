import { Fragment } from "react";

/** `db.migrate` in mono, the dot lighter. The grammar of action types leaves nothing to reveal. */
export function ActionName({ type, className = "font-medium" }: { type: string; className?: string }) {
  return (
    <span className={`font-mono ${className}`}>
      {type.split(".").map((word, i) => (
        // The words of one name never move.
        <Fragment key={`${i}${word}`}>
          {i > 0 && <span className="text-ink-3">.</span>}
          {word}
        </Fragment>
      ))}
    </span>
  );
}
