// One name in the spellings of languages and formats.

const parts = (name) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .split(/[_.\- ]+/)
    .map((part) => part.toLowerCase());
const cap = (word) => word[0].toUpperCase() + word.slice(1);

export const env = (name) => parts(name).join("_").toUpperCase();
export const snake = (name) => parts(name).join("_");
export const kebab = (name) => parts(name).join("-");
export const dotted = (name) => parts(name).join(".");
export const spoken = (name) => parts(name).join(" ");
export const pascal = (name) => parts(name).map(cap).join("");
export const camel = (name) => pascal(name).replace(/^./, (first) => first.toLowerCase());
