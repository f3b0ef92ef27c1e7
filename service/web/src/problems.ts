/** Which entry a problem's JSON pointer speaks of, so that it is shown there. */

import type { Content, FieldProblem } from "./types.ts";

interface Named {
  id: string;
  name?: string;
  section?: string;
}

const unescaped = (part: string): string => part.replaceAll("~1", "/").replaceAll("~0", "~");

/** Lists are addressed by place or by id, fields also by name. */
function pick<Item extends Named>(items: readonly Item[], key: string | undefined): Item | undefined {
  if (key === undefined) return undefined;
  const named = items.find((item) => item.id === key || item.name === key || item.section === key);
  return named ?? (/^\d+$/.test(key) ? items[Number(key)] : undefined);
}

export function placeOf(pointer: string, content: Content): string | null {
  const parts = pointer.split("/").map(unescaped);
  const after = (list: string): string | undefined => {
    const at = parts.indexOf(list);
    return at < 0 ? undefined : parts[at + 1];
  };
  const section = pick(content.summary, after("summary"));
  const sentences = section?.sentences ?? content.summary.flatMap((each) => each.sentences);
  const found =
    pick(sentences, after("sentences")) ??
    pick(content.fields, after("fields")) ??
    pick(content.dispositions, after("dispositions")) ??
    pick(content.commitments, after("commitments"));
  return found?.id ?? null;
}

/** Problems by the entry they belong to; those of no entry stand under "". */
export function byPlace(problems: readonly FieldProblem[], content: Content): Map<string, string[]> {
  const places = new Map<string, string[]>();
  for (const { pointer, detail } of problems) {
    const place = placeOf(pointer, content) ?? "";
    places.set(place, [...(places.get(place) ?? []), detail]);
  }
  return places;
}
