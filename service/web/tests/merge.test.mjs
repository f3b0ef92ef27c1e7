import assert from "node:assert/strict";
import test from "node:test";
import { addSentence, removeSentence, setDisposition, setField, setSentence, spoken } from "../src/edits.ts";
import { merge, patch, rename, renames, same } from "../src/merge.ts";

const sentence = (id, text) => ({ id, text, target: "t1", evidence: [{ turn: 1, quote: "q" }], support: "grounded" });
const BASE = {
  summary: [{ id: "x", section: "reason", title: "Reason", sentences: [sentence("s1", "One."), sentence("s2", "Two.")] }],
  dispositions: [{ id: "d1", code: "late", label: "Late", confidence: 0.9, evidence: [] }],
  disposition_alternatives: [],
  fields: [{ id: "f1", name: "order", value: "1", target: "t1", confidence: 1, evidence: [], support: "grounded", crm: null }],
  commitments: [],
};
const texts = (content) => content.summary.flatMap(({ sentences }) => sentences.map(({ text }) => text));

test("what only the server changed is followed", () => {
  const { content, notes } = merge(BASE, BASE, setSentence(BASE, "s2", "Two, better."));

  assert.deepEqual(texts(content), ["One.", "Two, better."]);
  assert.deepEqual(notes, []);
});

test("what only the agent changed is kept, with the server's changes beside it", () => {
  const mine = setField(setSentence(BASE, "s1", "Mine."), "f1", "2");

  const { content, notes } = merge(BASE, mine, setSentence(BASE, "s2", "Theirs."));

  assert.deepEqual(texts(content), ["Mine.", "Theirs."]);
  assert.equal(content.fields[0].value, "2");
  assert.deepEqual(notes, []);
});

test("what both changed stays the agent's, and is told", () => {
  const { content, notes } = merge(BASE, setSentence(BASE, "s1", "Mine."), setSentence(BASE, "s1", "Theirs."));

  assert.deepEqual(texts(content), ["Mine.", "Two."]);
  assert.deepEqual(notes, ["Reason, sentence 1 was also changed elsewhere, to “Theirs.”. Your words were kept."]);
});

test("the same change on both sides is no clash", () => {
  const { notes } = merge(BASE, setSentence(BASE, "s1", "Same."), setSentence(BASE, "s1", "Same."));

  assert.deepEqual(notes, []);
});

test("what the agent removed stays away unless it was changed elsewhere", () => {
  const mine = removeSentence(removeSentence(BASE, "s1"), "s2");

  const { content, notes } = merge(BASE, mine, setSentence(BASE, "s2", "Theirs."));

  assert.deepEqual(texts(content), ["Theirs."]);
  assert.equal(notes.length, 1);
});

test("edited words survive a draft whose sentences all have other ids", () => {
  const other = { ...BASE, summary: [{ id: "y", section: "reason", title: "Reason", sentences: [sentence("n1", "New.")] }] };

  const { content } = merge(BASE, setSentence(BASE, "s1", "Mine."), other);

  assert.deepEqual(texts(content), ["New.", "Mine."]);
});

test("a code that the agent chose keeps its own label and no confidence", () => {
  const { content } = merge(BASE, setDisposition(BASE, "d1", "none", "None of these"), BASE);

  assert.deepEqual([content.dispositions[0].label, content.dispositions[0].confidence], ["None of these", null]);
});

test("a new sentence takes the server's id, so that typing on changes it and adds none", () => {
  const sent = setSentence(addSentence(BASE, "x", "local"), "local", "Three");
  const mine = setSentence(sent, "local", "Three, and more.");
  const theirs = setSentence(addSentence(BASE, "x", "theirs"), "theirs", "Three");

  const ids = renames(sent, theirs);
  const { content, notes } = merge(rename(sent, ids), rename(mine, ids), theirs);

  assert.deepEqual(texts(content), ["One.", "Two.", "Three, and more."]);
  assert.equal(content.summary[0].sentences[2].id, "theirs");
  assert.deepEqual(notes, []);
});

test("a new sentence that was saved although the answer was lost is not added twice", () => {
  const mine = setSentence(addSentence(BASE, "x", "local"), "local", "Three");
  const theirs = setSentence(addSentence(BASE, "x", "theirs"), "theirs", "Three");

  assert.deepEqual(texts(merge(BASE, mine, theirs).content), ["One.", "Two.", "Three"]);
});

test("only changed lists are sent, each whole", () => {
  const changed = patch(BASE, setField(BASE, "f1", "2"));

  assert.deepEqual(Object.keys(changed), ["fields"]);
});

test("an empty line just added is nothing to send", () => {
  assert.ok(same(BASE, spoken(addSentence(BASE, "x", "local"))));
});
