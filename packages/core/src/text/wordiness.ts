const LETTERS = 26;
/** The pairs of letters that words are made of; a random pair is one of them in a third of all cases, a pair of a word nearly always. */
const IS_COMMON = new Uint8Array(LETTERS * LETTERS);
for (const pair of (
  "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch " +
  "ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po " +
  "we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke fr oo av ag " +
  "if ap gr od bo sp rd do uc bu ei ov by rm ep tt oc fa ef cu rn sc gi da yo cr cl du ga qu ue ff ba ey ls va um pp ua up lu go ht ru " +
  "ug ds lt pi rc rr eg au ck ew mu br bi pt ak pu ui rg ib ki rk ys ob mm fu ph og ms ye ud mb ip ub oi rl gu dr cc ft wn nu af nn eo " +
  "vo xp gn fl iz ok my gl aw aj sy sl ps ks xt ql db ui jo js"
).split(" "))
  IS_COMMON[(pair.charCodeAt(0) - 97) * LETTERS + pair.charCodeAt(1) - 97] = 1;

/** How many pairs of letters a text has, and the share that words have too. */
export function wordinessOf(text: string): { readonly pairs: number; readonly share: number } {
  let pairs = 0;
  let common = 0;
  let before = -1;
  for (let i = 0; i < text.length; i++) {
    const letter = (text.charCodeAt(i) | 32) - 97;
    if (letter < 0 || letter >= LETTERS) before = -1;
    else {
      if (before >= 0) {
        pairs++;
        common += IS_COMMON[before * LETTERS + letter] as number;
      }
      before = letter;
    }
  }
  return { pairs, share: pairs === 0 ? 0 : common / pairs };
}
