/** An action type in monospace with muted dots. Action types contain no hidden characters, so the text is shown as it is. */
export function ActionName({ type, className = "font-medium" }: { type: string; className?: string }) {
  const [first, ...rest] = type.split(".");
  return (
    <span className={`font-mono ${className}`}>
      {first}
      {rest.map((word, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a name never change their order
        <Word key={i} word={word} />
      ))}
    </span>
  );
}

function Word({ word }: { word: string }) {
  return (
    <>
      <span className="text-ink-3">.</span>
      {word}
    </>
  );
}
