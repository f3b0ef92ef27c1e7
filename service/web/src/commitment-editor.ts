/** Promises made on the call, which become dated tasks: who, what, by when. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { addCommitment, newId, removeCommitment, setCommitment } from "./edits.ts";
import { descriptionId, entry, leaving } from "./entry.ts";
import { plus } from "./icons.ts";
import { text } from "./messages.ts";
import { ReviewPart } from "./part.ts";
import type { Commitment, Who } from "./types.ts";

const WHO: Who[] = ["agent", "customer", "company"];

export class CommitmentEditor extends ReviewPart {
  private focusNext: string | null = null;

  override render(): TemplateResult {
    const { review } = this;
    const { commitments } = review.mine;
    const add = html`<button class="quiet square" aria-label=${text.addCommitment} title=${text.addCommitment} @click=${this.add}>
      ${plus}
    </button>`;
    return html`<section class="group" aria-labelledby="commitments-title">
      <div class="section-head">
        <h3 id="commitments-title">${text.commitments}</h3>
        ${review.editable ? add : nothing}
      </div>
      <ul class="entries">
        ${commitments.map((commitment, index) => this.commitment(commitment, index))}
      </ul>
      ${commitments.length ? nothing : html`<p class="hint">${text.noCommitments}</p>`}
    </section>`;
  }

  protected override updated(): void {
    if (this.focusNext === null) return;
    this.querySelector<HTMLElement>(`[data-entry="${this.focusNext}"]`)?.focus();
    this.focusNext = null;
  }

  private commitment(item: Commitment, index: number): TemplateResult {
    const { review } = this;
    const control = html`<div class="commitment">
      ${this.who(item, index)} ${this.what(item, index)} ${this.due(item, index)}
    </div>`;
    const step = (): void => review.edit(removeCommitment(review.mine, item.id));
    const remove = { label: text.removeCommitment(index), step };
    return entry(review, { ...item, kind: "promise", support: item.support ?? null, control, remove });
  }

  private who(item: Commitment, index: number): TemplateResult {
    const changed = (event: Event): void => this.set(item, { who: (event.target as HTMLSelectElement).value as Who });
    return html`<select
      class="who"
      aria-label=${text.whoLabel(index)}
      ?disabled=${!this.review.editable}
      .value=${live(item.who)}
      @change=${changed}
    >
      ${WHO.map((who) => html`<option value=${who} ?selected=${who === item.who}>${text.who(who)}</option>`)}
    </select>`;
  }

  private what(item: Commitment, index: number): TemplateResult {
    const { blur, keydown } = leaving(this.review);
    const typed = (event: InputEvent): void => this.set(item, { what: (event.target as HTMLTextAreaElement).value });
    return html`<textarea
      rows="1"
      data-entry=${item.id}
      aria-label=${text.what(index)}
      aria-describedby=${descriptionId(item.id)}
      ?readonly=${!this.review.editable}
      .value=${live(item.what)}
      @input=${typed}
      @blur=${blur}
      @keydown=${keydown}
    ></textarea>`;
  }

  private due(item: Commitment, index: number): TemplateResult {
    const { blur, keydown } = leaving(this.review);
    const changed = (event: Event): void => this.set(item, { due: (event.target as HTMLInputElement).value || null });
    return html`<input
      type="date"
      class="due"
      aria-label=${text.due(index)}
      ?readonly=${!this.review.editable}
      .value=${live(item.due ?? "")}
      @change=${changed}
      @blur=${blur}
      @keydown=${keydown}
    />`;
  }

  private set(item: Commitment, to: Partial<Commitment>): void {
    this.review.edit(setCommitment(this.review.mine, item.id, to));
  }

  private readonly add = (): void => {
    this.focusNext = newId();
    this.review.edit(addCommitment(this.review.mine, this.focusNext));
  };
}

customElements.define("acw-commitments", CommitmentEditor);
