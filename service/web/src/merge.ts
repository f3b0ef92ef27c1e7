/** Three-way merge of a wrap-up's content by item id: what the agent changed is kept, the rest follows the server. */

import { text } from "./messages.ts";
import type { Commitment, Content, Disposition, FieldValue, Section, Sentence } from "./types.ts";

export interface Merged {
  content: Content;
  /** One sentence for the agent for each entry that both sides changed. */
  notes: string[];
}

/** How one kind of item is merged: keys an agent edits, keys that follow them, and its name for a person. */
interface Kind<Item> {
  edited: (keyof Item)[];
  following: (keyof Item)[];
  name: (item: Item, index: number) => string;
}

const DISPOSITION: Kind<Disposition> = {
  edited: ["code"],
  following: ["label", "confidence", "evidence"],
  name: (_, index) => text.disposition(index),
};
const FIELD: Kind<FieldValue> = { edited: ["value"], following: ["support"], name: (item) => item.name };
const COMMITMENT: Kind<Commitment> = {
  edited: ["what", "due", "who"],
  following: ["support"],
  name: (_, index) => text.commitment(index),
};
const sentenceOf = (section: Section): Kind<Sentence> => ({
  edited: ["text"],
  following: ["support"],
  name: (_, index) => text.sentence(section.title, index),
});

const byId = <Item extends { id: string }>(items: readonly Item[]): Map<string, Item> =>
  new Map(items.map((item) => [item.id, item]));

const show = (value: unknown): string => (value === null || value === "" ? text.empty : String(value));

const differ = <Item>(kind: Kind<Item>, one: Item, other: Item): boolean =>
  kind.edited.some((key) => one[key] !== other[key]);

function mergeItem<Item>(kind: Kind<Item>, base: Item, mine: Item, theirs: Item, where: string): [Item, string[]] {
  const changed = kind.edited.filter((key) => mine[key] !== base[key]);
  if (!changed.length) return [theirs, []];
  const clashes = changed.filter((key) => theirs[key] !== base[key] && theirs[key] !== mine[key]);
  const item = { ...theirs };
  for (const key of [...changed, ...kind.following]) item[key] = mine[key];
  return [item, clashes.map((key) => text.mergedHere(where, show(theirs[key])))];
}

function mergeList<Item extends { id: string }>(
  kind: Kind<Item>,
  base: readonly Item[],
  mine: readonly Item[],
  theirs: readonly Item[],
): [Item[], string[]] {
  const [before, ours, current] = [byId(base), byId(mine), byId(theirs)];
  const news = theirs.filter(({ id }) => !before.has(id) && !ours.has(id));
  const items: Item[] = [];
  const notes: string[] = [];
  theirs.forEach((their, index) => {
    const [old, own] = [before.get(their.id), ours.get(their.id)];
    const where = kind.name(their, index);
    if (own) {
      const [item, clashes] = mergeItem(kind, old ?? their, own, their, where);
      items.push(item);
      notes.push(...clashes);
    } else if (!old) {
      items.push(their);
    } else if (differ(kind, old, their)) {
      items.push(their);
      notes.push(text.mergedBack(where));
    }
  });
  mine.forEach((own, index) => {
    if (current.has(own.id)) return;
    const old = before.get(own.id);
    if (old && !differ(kind, old, own)) return;
    // Added here and saved, but the answer was lost: the same new entry, now under the server's id.
    if (!old && news.some((their) => !differ(kind, their, own))) return;
    items.push(own);
    if (old) notes.push(text.mergedGone(kind.name(own, index)));
  });
  return [items, notes];
}

/** A section of another draft has another id but the same place: sentences are merged under its name. */
function mergeSummary(base: Section[], mine: Section[], theirs: Section[]): [Section[], string[]] {
  const notes: string[] = [];
  const sentences = (sections: Section[], name: string): Sentence[] =>
    sections.filter((section) => section.section === name).flatMap((section) => section.sentences);
  const merge = (section: Section): Section => {
    const name = section.section;
    const [merged, told] = mergeList(
      sentenceOf(section),
      sentences(base, name),
      sentences(mine, name),
      sentences(theirs, name),
    );
    notes.push(...told);
    return { ...section, sentences: merged };
  };
  const known = new Set(theirs.map((section) => section.section));
  const own = mine.filter((section) => !known.has(section.section));
  const kept = own.map(merge).filter((section) => section.sentences.length > 0);
  return [[...theirs.map(merge), ...kept], notes];
}

export function merge(base: Content, mine: Content, theirs: Content): Merged {
  const [summary, told] = mergeSummary(base.summary, mine.summary, theirs.summary);
  const [dispositions, codes] = mergeList(DISPOSITION, base.dispositions, mine.dispositions, theirs.dispositions);
  const [fields, values] = mergeList(FIELD, base.fields, mine.fields, theirs.fields);
  const [commitments, promises] = mergeList(COMMITMENT, base.commitments, mine.commitments, theirs.commitments);
  return {
    content: { ...theirs, summary, dispositions, fields, commitments },
    notes: [...told, ...codes, ...values, ...promises],
  };
}

const said = <Item extends { id: string }>(kind: Kind<Item>, items: readonly Item[]): unknown[] =>
  items.map((item) => [item.id, ...kind.edited.map((key) => item[key])]);

/** What an agent can edit of each list, in a form that compares by text. */
const SAID: { [Key in "summary" | "dispositions" | "fields" | "commitments"]: (content: Content) => unknown } = {
  summary: ({ summary }) => summary.map((section) => [section.section, said(sentenceOf(section), section.sentences)]),
  dispositions: ({ dispositions }) => said(DISPOSITION, dispositions),
  fields: ({ fields }) => said(FIELD, fields),
  commitments: ({ commitments }) => said(COMMITMENT, commitments),
};

/** The merge patch that turns one content into the other: changed lists, each whole. */
export function patch(from: Content, to: Content): Partial<Content> {
  const changed: Partial<Content> = {};
  for (const key of Object.keys(SAID) as (keyof typeof SAID)[]) {
    if (JSON.stringify(SAID[key](from)) !== JSON.stringify(SAID[key](to))) Object.assign(changed, { [key]: to[key] });
  }
  return changed;
}

export const same = (one: Content, other: Content): boolean => Object.keys(patch(one, other)).length === 0;

/**
 * Ids that the client gave to new entries → the ids under which the server keeps them. Lists are sent
 * whole and come back in order, so an unknown id in the place of a new entry is that entry.
 */
export function renames(sent: Content, theirs: Content): Map<string, string> {
  const renamed = new Map<string, string>();
  const compare = (ours: readonly { id: string }[], others: readonly { id: string }[]): void => {
    if (ours.length !== others.length) return;
    const [known, kept] = [byId(ours), byId(others)];
    ours.forEach(({ id }, index) => {
      const other = others[index]?.id ?? id;
      if (!kept.has(id) && !known.has(other)) renamed.set(id, other);
    });
  };
  for (const list of ["dispositions", "fields", "commitments"] as const) compare(sent[list], theirs[list]);
  for (const section of sent.summary) {
    const other = theirs.summary.find(({ id }) => id === section.id);
    if (other) compare(section.sentences, other.sentences);
  }
  return renamed;
}

export function rename(content: Content, renamed: ReadonlyMap<string, string>): Content {
  if (!renamed.size) return content;
  const under = <Item extends { id: string }>(items: Item[]): Item[] =>
    items.map((item) => ({ ...item, id: renamed.get(item.id) ?? item.id }));
  return {
    ...content,
    summary: content.summary.map((section) => ({ ...section, sentences: under(section.sentences) })),
    dispositions: under(content.dispositions),
    fields: under(content.fields),
    commitments: under(content.commitments),
  };
}

/** Everything a person could have read as the draft's words, for telling whether it changed under them. */
export const words = (content: Content): string =>
  JSON.stringify([
    ...Object.values(SAID).map((said) => said(content)),
    content.dispositions.map((disposition) => disposition.label),
  ]);
