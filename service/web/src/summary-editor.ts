/** The note: sections of sentences, each editable in place. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { addNote, addSentence, newId, removeSentence, setSentence } from "./edits.ts";
import { descriptionId, entry, leaving } from "./entry.ts";
import { plus } from "./icons.ts";
import { text } from "./messages.ts";
import { ReviewPart } from "./part.ts";
import type { Section, Sentence } from "./types.ts";

export class SummaryEditor extends ReviewPart {
  private focusNext: string | null = null;

  override render(): TemplateResult {
    const { summary } = this.review.mine;
    const blank = !summary.length && this.review.editable;
    return html`<section class="group" aria-labelledby="summary-title">
      <h3 id="summary-title">${text.summary}</h3>
      ${summary.map((section) => this.section(section))}
      ${blank ? this.adder(text.addSentence, () => this.addNote()) : nothing}
      ${!summary.length && !blank ? html`<p class="hint">${text.noSummary}</p>` : nothing}
    </section>`;
  }

  protected override updated(): void {
    if (this.focusNext === null) return;
    this.querySelector<HTMLElement>(`[data-entry="${this.focusNext}"]`)?.focus();
    this.focusNext = null;
  }

  private section(section: Section): TemplateResult {
    const title = `section-${section.id}`;
    const add = html`<button
      class="quiet square"
      aria-label=${`${text.addSentence}: ${section.title}`}
      title=${text.addSentence}
      @click=${() => this.add(section)}
    >
      ${plus}
    </button>`;
    return html`<div class="section" role="group" aria-labelledby=${title}>
      <div class="section-head">
        <h4 id=${title}>${section.title}</h4>
        ${this.review.editable ? add : nothing}
      </div>
      <ul class="entries">
        ${section.sentences.map((sentence, index) => this.sentence(section, sentence, index))}
      </ul>
    </div>`;
  }

  private sentence(section: Section, sentence: Sentence, index: number): TemplateResult {
    const { review } = this;
    const { blur, keydown } = leaving(review);
    const name = text.sentence(section.title, index);
    const typed = (event: InputEvent): void =>
      review.edit(setSentence(review.mine, sentence.id, (event.target as HTMLTextAreaElement).value));
    const control = html`<textarea
      rows="1"
      data-entry=${sentence.id}
      aria-label=${name}
      aria-describedby=${descriptionId(sentence.id)}
      ?readonly=${!review.editable}
      .value=${live(sentence.text)}
      @input=${typed}
      @blur=${blur}
      @keydown=${keydown}
    ></textarea>`;
    const step = (): void => review.edit(removeSentence(review.mine, sentence.id));
    const remove = { label: `${text.removeSentence}: ${name}`, step };
    return entry(review, { ...sentence, kind: "sentence", control, remove });
  }

  private adder(label: string, step: () => void): TemplateResult {
    return html`<button class="quiet add" @click=${step}>${plus}${label}</button>`;
  }

  private add(section: Section): void {
    this.focusNext = newId();
    this.review.edit(addSentence(this.review.mine, section.id, this.focusNext));
  }

  private addNote(): void {
    this.focusNext = newId();
    const sections = this.store.catalogue(this.review)?.sections ?? [{ id: "note", title: text.note }];
    this.review.edit(addNote(this.review.mine, sections, this.focusNext));
  }
}

customElements.define("acw-summary", SummaryEditor);
