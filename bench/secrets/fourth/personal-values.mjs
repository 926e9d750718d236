// Personal data that pass the checks their issuers make: Luhn, mod 97, issued ranges, numbering plans.

const d = (m, count) => m.digits(count);
const oneOf = (m, text) => m.pick(text.split(" "));

export function card(m) {
  const [prefix, length] = m.pick([
    [`4${d(m, 5)}`, 16],
    [`4${d(m, 5)}`, 16],
    [`5${m.int(1, 5)}${d(m, 4)}`, 16],
    [`2${m.int(2300, 2699)}`, 16],
    [oneOf(m, "34 37"), 15],
    [`6011${d(m, 2)}`, 16],
    [`65${d(m, 4)}`, 16],
    [`35${m.int(28, 89)}`, 16],
    ["36", 14],
    [`62${d(m, 3)}`, 16],
  ]);
  const body = prefix + d(m, length - 1 - prefix.length);
  return body + luhn(body);
}

const luhn = (body) =>
  (10 - ([...body].reverse().reduce((sum, c, i) => sum + (i % 2 === 0 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][c] : Number(c)), 0) % 10)) % 10;

/** Bank, branch and account as each country writes them: digits (n), capitals (a), either (c). */
const ACCOUNTS = {
  DE: "n18",
  GB: "a4n14",
  FR: "n10c11n2",
  ES: "n20",
  IT: "a1n10c12",
  NL: "a4n10",
  CH: "n5c12",
  AT: "n16",
  BE: "n12",
  PL: "n24",
  SE: "n20",
  NO: "n11",
  DK: "n14",
  PT: "n21",
  IE: "a4n14",
  SA: "n2c18",
  AE: "n19",
  TR: "n5n1c16",
  CZ: "n20",
  FI: "n14",
};

export function iban(m) {
  const country = m.pick(Object.keys(ACCOUNTS));
  const account = ACCOUNTS[country].replace(/([nac])(\d+)/g, (_, set, count) =>
    ({ n: m.digits, a: m.upper, c: m.up36 })[set](Number(count)),
  );
  const digits = [...`${account}${country}00`].map((c) => Number.parseInt(c, 36)).join("");
  return country + String(98n - (BigInt(digits) % 97n)).padStart(2, "0") + account;
}

export const groups = (text, by = " ") => text.match(/.{1,4}/g).join(by);

export const ssn = (m) => [
  String(m.pick([m.int(1, 665), m.int(667, 899)])).padStart(3, "0"),
  String(m.int(1, 99)).padStart(2, "0"),
  String(m.int(1, 9999)).padStart(4, "0"),
];

/** International numbers as people of each country group them. */
const PHONES = [
  (m) => `+49 1${oneOf(m, "51 60 70 71 72 75 76")} ${m.int(2, 9)}${d(m, 7)}`,
  (m) => `+49 30 ${m.int(2, 8)}${d(m, 6)}`,
  (m) => `+44 7${oneOf(m, "400 700 733 800 911 912")} ${d(m, 6)}`,
  (m) => `+44 20 7${d(m, 3)} ${d(m, 4)}`,
  (m) => `+33 6 ${oneOf(m, "12 23 45 61 78")} ${d(m, 2)} ${d(m, 2)} ${d(m, 2)}`,
  (m) => `+1 (${area(m)}) ${m.int(2, 9)}${oneOf(m, "23 34 57 68 79")}-${d(m, 4)}`,
  (m) => `+1-${area(m)}-${m.int(2, 9)}${oneOf(m, "23 34 57 68 79")}-${d(m, 4)}`,
  (m) => `+91 98${d(m, 3)} ${d(m, 5)}`,
  (m) => `+55 11 9${m.int(6, 9)}${d(m, 3)}-${d(m, 4)}`,
  (m) => `+81 90-${m.int(1, 9)}${d(m, 3)}-${d(m, 4)}`,
  (m) => `+61 4${oneOf(m, "12 23 34 01 38")} ${d(m, 3)} ${d(m, 3)}`,
  (m) => `+34 6${d(m, 2)} ${d(m, 3)} ${d(m, 3)}`,
  (m) => `+39 3${oneOf(m, "28 33 47 49 92")} ${d(m, 3)} ${d(m, 4)}`,
  (m) => `+31 6 ${m.int(1, 5)}${d(m, 7)}`,
  (m) => `+41 79 ${m.int(2, 9)}${d(m, 2)} ${d(m, 2)} ${d(m, 2)}`,
  (m) => `+86 138 ${d(m, 4)} ${d(m, 4)}`,
  (m) => `+82 10-${m.int(2, 9)}${d(m, 3)}-${d(m, 4)}`,
  (m) => `+65 9${m.int(1, 8)}${d(m, 2)} ${d(m, 4)}`,
  (m) => `+971 50 ${m.int(1, 9)}${d(m, 2)} ${d(m, 4)}`,
  (m) => `+48 6${oneOf(m, "01 02 06 92 95")} ${d(m, 3)} ${d(m, 3)}`,
  (m) => `+90 532 ${m.int(2, 9)}${d(m, 2)} ${d(m, 2)} ${d(m, 2)}`,
  (m) => `+27 82 ${m.int(2, 9)}${d(m, 2)} ${d(m, 4)}`,
  (m) => `+46 70 ${m.int(2, 9)}${d(m, 2)} ${d(m, 2)} ${d(m, 2)}`,
];
const area = (m) => oneOf(m, "212 415 312 617 305 206 512 702 404 303");

export const phone = (m) => m.pick(PHONES)(m);
export const usPhone = (m) => {
  const [a, b, c] = [area(m), `${m.int(2, 9)}${oneOf(m, "23 34 57 68 79")}`, d(m, 4)];
  return m.pick([`(${a}) ${b}-${c}`, `${a}-${b}-${c}`, `${a}.${b}.${c}`, `${a} ${b} ${c}`]);
};

const FIRST = "James Maria Wei Fatima Olga Jürgen Chloé Diego Aiko Kwame Sofia Liam Priya Tomasz Ingrid".split(" ");
const LAST = "Nguyen Smith Müller Garcia Kowalski O'Neil Tanaka Okafor Rossi Dubois Silva Larsen Patel Novak Brown".split(" ");
const plain = (text) =>
  text
    .normalize("NFD")
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase();

export const person = (m) => `${m.pick(FIRST)} ${m.pick(LAST)}`;
export const email = (m) => {
  const [first, last] = person(m).split(" ").map(plain);
  return m.pick([
    () => `${first}.${last}@${m.product()}.com`,
    () => `${first}${m.int(1, 99)}@gmail.com`,
    () => `${first[0]}${last}+${m.word()}@${m.product()}.co.uk`,
    () => `${first}_${last}@mail.${m.product()}.de`,
    () => `${last}@uni-${m.word()}.edu`,
    () => `${first.toUpperCase()}.${last.toUpperCase()}@${m.product().toUpperCase()}.ORG`,
    () => `"${first} ${last}"@${m.product()}.net`,
    () => `${first}-${last}@${m.word()}.photography`,
    () => `${first}'${last}@${m.product()}.ie`,
    () => `${first}@bücher-${m.word()}.de`,
  ])();
};

export const ipv4 = (m) => `${m.pick([81, 93, 104, 145, 178, 188, 62, 212])}.${m.int(1, 254)}.${m.int(0, 255)}.${m.int(1, 254)}`;
export const ipv6 = (m) =>
  m.pick([
    () => `2a0${m.int(0, 9)}:${m.hex(4)}:${m.hex(4)}:${m.hex(4)}:${m.hex(4)}:${m.hex(4)}:${m.hex(4)}:${m.hex(4)}`,
    () => `2001:${m.int(400, 999)}:${m.hex(4)}::${m.hex(4)}`,
    () => `2a02:${m.hex(4)}:${m.hex(4)}:${m.hex(2)}00::${m.int(1, 9)}`,
    () => `::ffff:${ipv4(m)}`,
  ])();

export const passport = (m) =>
  m.pick([
    () => d(m, 9),
    () => `${m.upper(1)}${d(m, 8)}`,
    () => `C${m.of("CFGHJKLMNPRTVWXYZ0123456789", 7)}${d(m, 1)}`,
    () => `${d(m, 2)}${m.upper(2)}${d(m, 5)}`,
    () => `${m.upper(2)}${d(m, 7)}`,
    () => `${m.upper(1)}${d(m, 7)}`,
  ])();

const US_STREETS = [
  "Elm Street",
  "Maple Avenue",
  "Oak Dr",
  "Sunset Blvd",
  "Lincoln Rd",
  "Cedar Ln",
  "Riverside Drive",
  "Washington St",
  "Park Court",
  "Highland Ave",
  "5th Avenue",
  "Old Mill Way",
  "Pine Terrace",
  "Country Club Pkwy",
];
const US_PLACES = [
  "Springfield, IL 62704",
  "Austin, TX 78701",
  "Portland, OR 97201",
  "Brooklyn, NY 11215",
  "Denver, CO 80202",
  "Miami, FL 33130-1234",
];
export const address = (m) =>
  m.pick([
    () => `${m.int(10, 9999)} ${m.pick(US_STREETS)}, ${m.pick(US_PLACES)}`,
    () =>
      `${m.int(10, 999)} ${m.pick(["N", "South", "W."])} ${m.pick(US_STREETS)}, Apt ${m.int(1, 30)}${m.pick("ABC")}, ${m.pick(US_PLACES)}`,
    () => `P.O. Box ${m.int(100, 9999)}, ${m.pick(US_PLACES)}`,
    () =>
      `${m.int(1, 200)} ${m.pick(["Baker Street", "High Street", "Station Road", "Church Lane", "Kings Close"])}, ${m.pick(["London NW1 6XE", "Leeds LS1 4AP", "Bristol BS1 5TR", "Edinburgh EH1 1YZ"])}`,
    () =>
      `${m.pick(["Hauptstraße", "Goethestr.", "Lindenallee", "Am Markt", "Berliner Platz", "Schillerweg"])} ${m.int(1, 150)}, ${m.pick(["10115 Berlin", "80331 München", "50667 Köln"])}`,
    () =>
      `${m.int(1, 120)} ${m.pick(["rue de Rivoli", "avenue Victor Hugo", "boulevard Voltaire", "place Bellecour"])}, ${m.pick(["75001 Paris", "69002 Lyon", "13001 Marseille"])}`,
    () =>
      `${m.pick(["Calle Mayor", "Avenida de América", "Paseo de Gracia"])} ${m.int(1, 120)}, ${m.pick(["28013 Madrid", "08007 Barcelona"])}`,
    () => `${m.pick(["Via Roma", "Corso Garibaldi", "Piazza Dante"])} ${m.int(1, 120)}, ${m.pick(["00184 Roma", "20121 Milano"])}`,
    () =>
      `${m.pick(["Keizersgracht", "Prinsengracht", "Dorpsstraat"])} ${m.int(1, 400)}, ${m.pick(["1015 CJ Amsterdam", "3511 AA Utrecht"])}`,
  ])();

const MONTHS = "January February March April May June July August September October November December".split(" ");
export function birthday(m) {
  const [y, mo, day] = [m.int(1941, 2007), m.int(1, 12), m.int(1, 28)];
  const two = (n) => String(n).padStart(2, "0");
  return {
    iso: `${y}-${two(mo)}-${two(day)}`,
    us: `${two(mo)}/${two(day)}/${y}`,
    de: `${two(day)}.${two(mo)}.${y}`,
    eu: `${two(day)}/${two(mo)}/${y}`,
    long: `${MONTHS[mo - 1]} ${day}, ${y}`,
    british: `${day} ${MONTHS[mo - 1]} ${y}`,
    cjk: `${y}年${mo}月${day}日`,
  };
}
