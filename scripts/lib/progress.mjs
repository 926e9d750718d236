const terminal = process.stdout.isTTY === true;
const color = terminal && !process.env.NO_COLOR;

/** @param {number} code @param {string} text */
const paint = (code, text) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
/** @param {string} text */
export const bold = (text) => paint(1, text);
/** @param {string} text */
export const dim = (text) => paint(2, text);

/** @param {string} text */
export function printLine(text) {
  process.stdout.write(`${text}\n`);
}

/** @param {string} text */
export function warn(text) {
  process.stdout.write(`${paint(33, "!")} ${text}\n`);
}

/** @param {string} text */
export function printError(text) {
  process.stderr.write(`${paint(31, "✗")} ${text}\n`);
}

/**
 * Shows the title of a step, then a tick and its duration.
 * @param {string} title
 * @param {() => Promise<T> | T} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const started = performance.now();
  const show = () => process.stdout.write(terminal ? `\r\u001b[2K${dim("…")} ${title} ${dim(duration(started))}` : `… ${title}\n`);
  // A log gets no line for short steps. A terminal counts the seconds.
  const clock = terminal ? setInterval(show, 1000) : setTimeout(show, 2000);
  if (terminal) show();
  const clear = () => {
    clearTimeout(clock);
    if (terminal) process.stdout.write("\r\u001b[2K");
  };
  try {
    const result = await work();
    clear();
    printLine(`${paint(32, "✓")} ${title} ${dim(duration(started))}`);
    return result;
  } catch (error) {
    clear();
    printLine(`${paint(31, "✗")} ${title} ${dim(duration(started))}`);
    throw error;
  }
}

/** @param {number} started a reading of performance.now() */
export function duration(started) {
  const seconds = (performance.now() - started) / 1000;
  return seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`;
}
