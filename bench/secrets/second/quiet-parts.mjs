/** A UUID that is minted anew each time. */
export const UUID = "{h:8}-{h:4}-4{h:3}-a{h:3}-{h:12}";
/** A line for every number below `count`. */
export const repeat = (count, line) => Array.from({ length: count }, (_, i) => line(i)).join("");
