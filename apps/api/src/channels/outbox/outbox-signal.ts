/** Connects the code that writes messages with the dispatcher of the same process. */
export interface OutboxSignal {
  /** Announces that messages may be due. */
  wake(): void;
  listen(listener: () => void): void;
}

export function createOutboxSignal(): OutboxSignal {
  const listeners: (() => void)[] = [];
  return {
    wake: () => listeners.forEach((listener) => listener()),
    listen: (listener) => void listeners.push(listener),
  };
}
