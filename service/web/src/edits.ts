/** What an agent does to a draft, as pure steps from one content to the next. */

import { type Commitment, type Content, type Disposition, type FieldValue, MAIN_TARGET, type Sentence } from "./types.ts";

export function newId(): string {
  // randomUUID exists only on https and loopback; a host inside a plain network has neither.
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const change = <Item extends { id: string }>(items: Item[], id: string, to: Partial<Item>): Item[] =>
  items.map((item) => (item.id === id ? { ...item, ...to } : item));

const without = <Item extends { id: string }>(items: Item[], id: string): Item[] =>
  items.filter((item) => item.id !== id);

function inSections(content: Content, step: (sentences: Sentence[]) => Sentence[], sectionId?: string): Content {
  const summary = content.summary.map((section) =>
    sectionId === undefined || section.id === sectionId
      ? { ...section, sentences: step(section.sentences) }
      : section,
  );
  return { ...content, summary };
}

export const setSentence = (content: Content, id: string, words: string): Content =>
  inSections(content, (sentences) => change(sentences, id, { text: words, support: "agent" }));

export const removeSentence = (content: Content, id: string): Content =>
  inSections(content, (sentences) => without(sentences, id));

export const addSentence = (content: Content, sectionId: string, id: string): Content => {
  const sentence: Sentence = { id, text: "", target: MAIN_TARGET, evidence: [], support: "agent" };
  return inSections(content, (sentences) => [...sentences, sentence], sectionId);
};

export function setDisposition(content: Content, id: string, code: string, label: string): Content {
  const to: Partial<Disposition> = { code, label, confidence: null, evidence: [] };
  return { ...content, dispositions: change(content.dispositions, id, to) };
}

export function addDisposition(content: Content, code: string, label: string): Content {
  const added: Disposition = { id: newId(), code, label, confidence: null, evidence: [] };
  return { ...content, dispositions: [...content.dispositions, added] };
}

export const removeDisposition = (content: Content, id: string): Content => ({
  ...content,
  dispositions: without(content.dispositions, id),
});

export function setField(content: Content, id: string, value: string): Content {
  const to: Partial<FieldValue> = { value, support: "agent" };
  return { ...content, fields: change(content.fields, id, to) };
}

export const setCommitment = (content: Content, id: string, to: Partial<Commitment>): Content => ({
  ...content,
  commitments: change(content.commitments, id, { ...to, support: "agent" }),
});

export function addCommitment(content: Content, id: string): Content {
  const added: Commitment = {
    id,
    who: "agent",
    what: "",
    due: null,
    target: MAIN_TARGET,
    evidence: [],
    support: "agent",
  };
  return { ...content, commitments: [...content.commitments, added] };
}

export const removeCommitment = (content: Content, id: string): Content => ({
  ...content,
  commitments: without(content.commitments, id),
});

/** A note without any section, as after a call without transcript: the profile's sections, to write into. */
export function addNote(content: Content, sections: { id: string; title: string }[], sentenceId: string): Content {
  const summary = sections.map(({ id, title }) => ({ id, section: id, title, sentences: [] }));
  return addSentence({ ...content, summary }, summary[0]?.id ?? "", sentenceId);
}

export function addField(content: Content, name: string): Content {
  const added: FieldValue = {
    id: newId(),
    name,
    value: "",
    target: MAIN_TARGET,
    confidence: null,
    evidence: [],
    support: "agent",
    crm: null,
  };
  return { ...content, fields: [...content.fields, added] };
}

/** The content without entries left blank: an empty line just added is not yet something said. */
export function spoken(content: Content): Content {
  const kept = inSections(content, (sentences) => sentences.filter((sentence) => sentence.text.trim() !== ""));
  return { ...kept, commitments: content.commitments.filter((commitment) => commitment.what.trim() !== "") };
}

/** What stands in `mine` and not in `server`, line by line, for an agent to copy. */
export function unsavedWords(server: Content, mine: Content): string {
  const before = new Set(lines(server));
  return lines(spoken(mine))
    .filter((line) => !before.has(line))
    .join("\n");
}

function lines({ summary, dispositions, fields, commitments }: Content): string[] {
  return [
    ...summary.flatMap(({ title, sentences }) => sentences.map(({ text }) => `${title}: ${text}`)),
    ...dispositions.map(({ label }) => label),
    ...fields.map(({ name, value }) => `${name}: ${value}`),
    ...commitments.map(({ what, due }) => [what, due].filter(Boolean).join(", ")),
  ];
}
