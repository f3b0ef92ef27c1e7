/** Where a quote stands in a turn's text: exactly, or read past case, spaces and typographic marks. */

export interface Span {
  start: number;
  end: number;
}

interface Plain {
  text: string;
  /** For each character of the plain text, where it stands in the original. */
  at: number[];
}

const ALIKE: Record<string, string> = { "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-" };

function plain(original: string): Plain {
  let text = "";
  const at: number[] = [];
  for (let index = 0; index < original.length; index += 1) {
    const character = original.charAt(index);
    const next = /\s/.test(character) ? " " : (ALIKE[character] ?? character.toLowerCase());
    // Lower case can be longer than the capital; such letters stay as they are.
    const letter = next.length === 1 ? next : character;
    if (letter === " " && text.endsWith(" ")) continue;
    text += letter;
    at.push(index);
  }
  return { text, at };
}

export function find(original: string, quote: string): Span | null {
  const wanted = quote.trim();
  if (!wanted) return null;
  const exact = original.indexOf(wanted);
  if (exact >= 0) return { start: exact, end: exact + wanted.length };
  const [hay, needle] = [plain(original), plain(wanted)];
  const found = hay.text.indexOf(needle.text);
  const [start, last] = [hay.at[found], hay.at[found + needle.text.length - 1]];
  return found < 0 || start === undefined || last === undefined ? null : { start, end: last + 1 };
}

/** The text in pieces, the quoted ones marked; overlapping quotes become one. */
export function pieces(original: string, quotes: readonly string[]): { text: string; quoted: boolean }[] {
  const spans = quotes.map((quote) => find(original, quote)).filter((span) => span !== null);
  spans.sort((one, other) => one.start - other.start);
  const parts: { text: string; quoted: boolean }[] = [];
  let done = 0;
  for (const { start, end } of spans) {
    if (end <= done) continue;
    const from = Math.max(start, done);
    if (from > done) parts.push({ text: original.slice(done, from), quoted: false });
    parts.push({ text: original.slice(from, end), quoted: true });
    done = end;
  }
  if (done < original.length) parts.push({ text: original.slice(done), quoted: false });
  return parts;
}
