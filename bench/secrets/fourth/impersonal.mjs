// Numbers, dates and words that look personal and are not. [kind, make(m)]

const many = (m, line) => m.lines(8, 14, line);

const NUMBERS = [
  [
    "orders",
    (m) =>
      many(
        m,
        () =>
          `Order #${m.digits(10)} shipped, invoice INV-${m.int(2020, 2026)}-${m.digits(6)}, customer no. ${m.digits(8)}, total ${m.digits(3)}.${m.digits(2)} EUR`,
      ),
  ],
  [
    "ids in json",
    (m) => ({
      rows: Array.from({ length: 10 }, () => ({
        order_id: Number(m.digits(10)),
        account_id: m.digits(12),
        transaction_id: m.digits(18),
        sequence: m.int(1, 99999999),
        sku: m.digits(13),
        external_ref: m.digits(16),
      })),
    }),
  ],
  [
    "timestamps",
    (m) =>
      many(
        m,
        () =>
          `${m.int(1.5e9, 1.8e9)} ${m.int(1.5e12, 1.8e12)} ${m.int(1.5e12, 1.8e12)}000000 ${m.date()}T${m.time()}.${m.digits(6)}Z 20${m.digits(12)}`,
      ),
  ],
  [
    "timestamps in json",
    (m) => ({
      events: Array.from({ length: 10 }, () => ({
        ts: m.int(1.5e12, 1.8e12),
        created: m.int(1.5e9, 1.8e9),
        created_at: `${m.date()}T${m.time()}Z`,
        updated: m.date(),
        expires_at: m.date(),
      })),
    }),
  ],
  [
    "versions",
    (m) =>
      many(
        m,
        () =>
          `Chrome/${m.int(90, 140)}.0.${m.int(1000, 9999)}.${m.int(1, 250)} Safari/537.36; version ${m.int(1, 20)}.${m.int(0, 40)}.${m.int(0, 20)}.${m.int(0, 99)}; v${m.int(1, 9)}.${m.int(0, 9)}.${m.int(0, 9)}.${m.int(0, 9)}; AssemblyVersion("${m.int(1, 9)}.${m.int(0, 9)}.${m.int(0, 99)}.${m.int(0, 99)}")`,
      ),
  ],
  [
    "packages",
    (m) =>
      many(
        m,
        () =>
          `${m.word()}@${m.version()} @types/${m.word()}@${m.version()} ${m.word()}@latest image@sha256:${m.hex(64)} logo@2x.png ${m.word()}@npm:${m.version()}`,
      ),
  ],
  [
    "coordinates",
    (m) =>
      many(
        m,
        () =>
          `${m.int(-89, 89)}.${m.digits(6)}, ${m.int(-179, 179)}.${m.digits(6)} (alt ${m.digits(3)}.${m.digits(2)} m) POINT(${m.int(-179, 179)}.${m.digits(8)} ${m.int(-89, 89)}.${m.digits(8)})`,
      ),
  ],
  [
    "tracking numbers",
    (m) => many(m, () => `UPS 1Z${m.up36(16)}, FedEx tracking ${m.digits(12)}, DHL shipment ${m.digits(10)}, USPS 94${m.digits(20)}`),
  ],
  [
    "books and goods",
    (m) =>
      many(
        m,
        () =>
          `ISBN 978-${m.digits(1)}-${m.digits(4)}-${m.digits(4)}-${m.digits(1)}, EAN ${m.digits(13)}, UPC ${m.digits(12)}, VIN ${m.of("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", 17)}, ASIN B0${m.up36(8)}`,
      ),
  ],
  ["hashes and uuids", (m) => many(m, () => `${m.sha()} ${m.uuid()} ${m.hex(32)} ${m.sha(256)} ${m.hex(7)}`)],
  [
    "devices",
    (m) =>
      many(
        m,
        () =>
          `mac ${m.hex(2)}:${m.hex(2)}:${m.hex(2)}:${m.hex(2)}:${m.hex(2)}:${m.hex(2)} serial ${m.up36(12)} asset ${m.digits(6)} port ${m.int(1, 65535)} pid ${m.digits(5)}`,
      ),
  ],
  [
    "sections and oids",
    (m) =>
      many(
        m,
        () =>
          `see section ${m.int(1, 20)}.${m.int(1, 9)}.${m.int(1, 9)}.${m.int(1, 9)} and OID 1.3.6.1.4.1.${m.digits(4)}.${m.int(1, 9)}.${m.int(1, 9)}; chapter ${m.int(1, 30)}.${m.int(1, 9)}`,
      ),
  ],
  [
    "special addresses of networks",
    (m) =>
      many(m, () => `listening on 127.0.0.1:${m.int(1024, 65535)} and [::1]:${m.int(1024, 65535)}, bind 0.0.0.0, netmask 255.255.255.0`),
  ],
  [
    "times and ratios",
    (m) =>
      many(
        m,
        () =>
          `${m.time()} 16:9 ${m.int(1, 12)}:${m.int(10, 59)} std::vector<int> a::b::c ${m.int(10, 99)}:${m.int(10, 99)}:${m.int(10, 99)}.${m.digits(3)} score ${m.int(0, 9)}-${m.int(0, 9)}`,
      ),
  ],
  [
    "figures",
    (m) =>
      many(
        m,
        () =>
          `revenue ${m.int(1, 999)},${m.digits(3)},${m.digits(3)}.${m.digits(2)} up ${m.int(1, 40)}.${m.digits(1)} %, ${m.int(1, 99)}.${m.digits(3)}.${m.digits(3)} Stück, 1e${m.int(3, 12)}, ${m.random()}`,
      ),
  ],
  [
    "numbers of parts",
    (m) =>
      many(
        m,
        () =>
          `part ${m.digits(4)}-${m.digits(4)}-${m.upper(2)}, lot ${m.upper(2)}${m.digits(6)}, drawing ${m.digits(3)}.${m.digits(4)}.${m.digits(2)}, DIN ${m.digits(5)}, RFC ${m.int(100, 9999)}, CVE-${m.int(2015, 2026)}-${m.int(1000, 99999)}`,
      ),
  ],
  [
    "csv of sensors",
    (m) =>
      `ts,device,a,b\n${many(m, () => `${m.int(1.5e9, 1.8e9)},${m.digits(8)},${m.int(0, 99)}.${m.digits(4)},-${m.int(0, 99)}.${m.digits(4)}`)}`,
  ],
  [
    "svg and css",
    (m) =>
      many(
        m,
        () =>
          `<path d="M${m.int(1, 24)} ${m.int(1, 24)}.${m.digits(2)}c${m.int(1, 9)}.${m.digits(3)}-${m.int(1, 9)}.${m.digits(2)} ${m.int(1, 9)}"/> margin: ${m.int(1, 40)}px ${m.int(1, 40)}px; rgba(${m.int(0, 255)}, ${m.int(0, 255)}, ${m.int(0, 255)}, .5)`,
      ),
  ],
  [
    "commits",
    (m) => many(m, () => `commit ${m.sha()} ${m.int(1, 40)} files changed, ${m.int(1, 900)} insertions(+), ${m.int(1, 900)} deletions(-)`),
  ],
  [
    "issues and builds",
    (m) =>
      many(
        m,
        () => `build 20${m.digits(6)}.${m.int(1, 9)} run ${m.digits(10)} job ${m.digits(11)} issue #${m.digits(5)} PR-${m.digits(4)}`,
      ),
  ],
];

const WORDS = [
  [
    "streets that are none",
    (m) =>
      many(m, () =>
        m.pick([
          "It was a 2 way street from the start.",
          "The 100 Day Drive of the team ended well.",
          "We fixed 14 Court rulings in the parser.",
          "He wrote 3 Wall Street stories.",
          "Level 7 Boss Road to glory.",
          "Moved 40 GB Drive to the new rack.",
          "In 2019 Street View was updated.",
          "Top 10 Ways to cook rice.",
          "At 5 Star Place we rate hotels.",
          "Episode 12 The Long Road",
        ]),
      ),
  ],
  [
    "addresses that are none",
    (m) =>
      many(
        m,
        () =>
          `segfault at address 0x7ffd${m.hex(8)}; wallet address 0x${m.hex(40)}; email address is required; the address bar; bus address ${m.int(10, 99)}`,
      ),
  ],
  [
    "dates of other things",
    (m) =>
      many(m, () =>
        m.pick([
          `Founded on March ${m.int(1, 28)}, 19${m.digits(2)}.`,
          `released ${m.date()}`,
          `Deadline: ${m.int(10, 12)}/${m.int(10, 28)}/2026`,
          `valid until ${m.int(10, 28)}.${m.int(10, 12)}.2029`,
          `invoice date ${m.date()}`,
          `copyright 1998-2026`,
          `born to run since ${m.int(1990, 2020)}`,
          `joined ${m.date()}`,
        ]),
      ),
  ],
  [
    "passport the library",
    (m) =>
      many(
        m,
        () =>
          `const passport = require("passport"); // passport-local ${m.version()}, passport-jwt ${m.version()}; passport.authenticate("local", { session: false }), ${m.digits(4)} stars`,
      ),
  ],
  [
    "phone as a word",
    (m) =>
      many(
        m,
        () =>
          `The phone app has version ${m.version()}, ${m.digits(6)} installs and ${m.int(1, 99)} open issues; call stack depth ${m.int(10, 99)}, cell ${m.upper(1)}${m.int(1, 99)}, fax machine model ${m.up36(6)}, mobile-first breakpoint ${m.int(300, 1400)}px`,
      ),
  ],
  [
    "at signs of code",
    (m) =>
      many(
        m,
        () =>
          `@Override @media (min-width: ${m.int(1, 999)}px) @${m.word()} user@localhost %@${m.word()} ${m.word()}@{upstream} HEAD@{${m.int(1, 9)}} \${{ a@b }} @angular/core`,
      ),
  ],
  [
    "cards that are none",
    (m) =>
      many(
        m,
        () =>
          `card ${m.int(1, 52)} of 52, cards_total=${m.digits(3)}, scorecard ${m.digits(5)}, business card 85x55 mm, sd card 128 GB, wildcard *.${m.word()}.io`,
      ),
  ],
  [
    "prose",
    (m) =>
      many(
        m,
        () =>
          `In ${m.int(1800, 2020)} about ${m.digits(3)} people lived near the ${m.word()}; by ${m.int(1800, 2020)} it was ${m.int(1, 9)},${m.digits(3)}. Flight ${m.upper(2)}${m.digits(4)} leaves gate ${m.upper(1)}${m.int(1, 40)} at ${m.time()}.`,
      ),
  ],
  [
    "code",
    (m) =>
      many(
        m,
        () =>
          `const ${m.word()} = ${m.digits(9)}; if (id === ${m.digits(10)}) return arr[${m.int(1, 999)}]; // magic 0x${m.hex(8)}, ${m.int(1, 9)}.${m.digits(10)}`,
      ),
  ],
  [
    "identifiers of banks that are none",
    (m) =>
      many(
        m,
        () =>
          `ref DE${m.digits(6)}${m.up36(4)} model AT${m.digits(4)} batch GB${m.digits(2)}${m.upper(4)}${m.digits(5)} ticket FR-${m.digits(8)} ${m.base32(26)}`,
      ),
  ],
];

/** @returns {{ kind: string, value: unknown }[]} */
export const fourthImpersonal = (m, rounds) =>
  Array.from({ length: rounds }, () => [...NUMBERS, ...WORDS].map(([kind, make]) => ({ kind, value: make(m) }))).flat();
