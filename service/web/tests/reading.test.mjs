import assert from "node:assert/strict";
import test from "node:test";
import { EventParser } from "../src/events.ts";
import { text } from "../src/messages.ts";
import { placeOf } from "../src/problems.ts";
import { find, pieces } from "../src/quote.ts";

test("events are read however the stream is cut", () => {
  const stream = ': here\n\nid: 7\nevent: wrapup.ready\ndata: {"a":\ndata: 1}\n\nid: 8\r\ndata: x\r\n\r\nevent: reset\n\n';
  for (const size of [1, 3, 7, stream.length]) {
    const parser = new EventParser();
    const events = [];
    for (let at = 0; at < stream.length; at += size) events.push(...parser.push(stream.slice(at, at + size)));

    assert.deepEqual(events, [
      { id: "7", event: "wrapup.ready", data: '{"a":\n1}' },
      { id: "8", event: "message", data: "x" },
      { id: null, event: "reset", data: "" },
    ]);
  }
});

test("a quote is found past case, spaces and typographic marks, and nowhere else", () => {
  const said = "Well,  I’m not\nsure — it's FH 44.";

  assert.deepEqual(find(said, "it's FH 44"), { start: 22, end: 32 });
  assert.equal(said.slice(find(said, "i'm NOT sure").start, find(said, "i'm NOT sure").end), "I’m not\nsure");
  assert.equal(find(said, "never said"), null);
  assert.equal(find(said, "  "), null);
});

test("the pieces of a turn are the turn, with overlapping quotes as one", () => {
  const parts = pieces("abcdef", ["bcd", "cde", "bc"]);

  assert.equal(parts.map(({ text }) => text).join(""), "abcdef");
  assert.equal(parts.filter(({ quoted }) => quoted).map(({ text }) => text).join(""), "bcde");
});

test("a problem's pointer names the entry, by place, id or name", () => {
  const content = {
    summary: [{ id: "x", section: "reason", sentences: [{ id: "s1" }, { id: "s2" }] }],
    dispositions: [{ id: "d1" }],
    fields: [{ id: "f1", name: "order/number" }],
    commitments: [],
  };

  assert.equal(placeOf("/content/summary/0/sentences/1/text", content), "s2");
  assert.equal(placeOf("/edits/fields/order~1number/value", content), "f1");
  assert.equal(placeOf("/dispositions/d1/code", content), "d1");
  assert.equal(placeOf("/targets/0/record", content), null);
  assert.equal(placeOf("", content), null);
});

test("what is doubtful says what to check, also by a doubt of a newer server", () => {
  assert.equal(text.doubtful("weak", "amount", false), "Partly in transcript: check the amount");
  assert.equal(text.doubtful("unsupported", "act", false), "Not in transcript: check whether it was done");
  assert.equal(text.doubtful("unsupported", "missing", true), "Left empty: not told on this call");
  assert.equal(text.doubtful("weak", "of_another_day", false), "Partly in transcript: check that it was said");
});
