/** The wrap-up codes: what was proposed, how sure, what else it may be, and the whole catalogue. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { addDisposition, removeDisposition, setDisposition } from "./edits.ts";
import { descriptionId, entry } from "./entry.ts";
import { text } from "./messages.ts";
import { ReviewPart } from "./part.ts";
import { type Disposition, NONE_OF_THESE } from "./types.ts";

interface Code {
  code: string;
  label: string;
  share: number | null;
}

export class DispositionEditor extends ReviewPart {
  override render(): TemplateResult {
    const { dispositions } = this.review.mine;
    return html`<section class="group" aria-labelledby="dispositions-title">
      <h3 id="dispositions-title">${text.dispositions}</h3>
      <ul class="entries">
        ${dispositions.map((disposition, index) => this.disposition(disposition, index))}
      </ul>
      ${dispositions.length ? this.alternatives() : nothing} ${this.adder()}
    </section>`;
  }

  private disposition(item: Disposition, index: number): TemplateResult {
    const { review } = this;
    const control = html`<div class="code">
      ${this.select(text.disposition(index), item, (code, label) =>
        review.edit(setDisposition(review.mine, item.id, code, label)),
      )}
      ${confidence(item.confidence)}
    </div>`;
    const step = (): void => review.edit(removeDisposition(review.mine, item.id));
    const remove = { label: text.removeDisposition(item.label), step };
    const support = this.isOwn(item) ? ("agent" as const) : null;
    return entry(review, { ...item, kind: "disposition", support, control, remove });
  }

  /** One press replaces the first code by another the draft thought possible. */
  private alternatives(): TemplateResult | typeof nothing {
    const { review } = this;
    const first = review.mine.dispositions[0];
    const others = this.suggestions().filter(({ code }) => !this.isChosen(code));
    if (!first || !others.length || !review.editable) return nothing;
    return html`<p class="alternatives">
      <span class="hint">${text.insteadUse}</span>
      ${others.slice(0, 3).map(
        ({ code, label, share }) =>
          html`<button class="chip" @click=${() => review.edit(setDisposition(review.mine, first.id, code, label))}>
            <span>${label}</span>${share === null ? nothing : html`<small>${text.confidence(share)}</small>`}
          </button>`,
      )}
    </p>`;
  }

  private adder(): TemplateResult | typeof nothing {
    const { review } = this;
    if (!review.editable) return nothing;
    const add = (code: string, label: string): void => review.edit(addDisposition(review.mine, code, label));
    return html`<div class="add-code">${this.select(text.addDisposition, null, add)}</div>`;
  }

  private select(label: string, item: Disposition | null, choose: (code: string, label: string) => void): TemplateResult {
    const suggested = this.suggestions();
    const rest = this.catalogue().filter(({ code }) => !suggested.some((other) => other.code === code));
    const changed = (event: Event): void => {
      const select = event.target as HTMLSelectElement;
      const chosen = [...suggested, ...rest].find(({ code }) => code === select.value);
      if (chosen) choose(chosen.code, chosen.label);
      if (!item) select.value = "";
    };
    const option = ({ code, label: name, share }: Code): TemplateResult =>
      html`<option value=${code} ?selected=${code === item?.code} ?disabled=${code !== item?.code && this.isChosen(code)}>
        ${name}${share === null || code === item?.code ? "" : ` (${text.confidence(share)})`}
      </option>`;
    return html`<select
      aria-label=${label}
      aria-describedby=${item ? descriptionId(item.id) : nothing}
      ?disabled=${!this.review.editable}
      .value=${live(item?.code ?? "")}
      @change=${changed}
    >
      ${item ? nothing : html`<option value="">+ ${text.addDisposition}</option>`}
      ${suggested.length ? html`<optgroup label=${text.suggested}>${suggested.map(option)}</optgroup>` : nothing}
      ${rest.length ? html`<optgroup label=${text.allCodes}>${rest.map(option)}</optgroup>` : nothing}
    </select>`;
  }

  private isOwn({ id, code }: Disposition): boolean {
    const { content, edited } = this.review.server;
    const before = content.dispositions.find((disposition) => disposition.id === id);
    return before?.code !== code || edited.some((path) => path.startsWith(`dispositions/${id}`));
  }

  private isChosen(code: string): boolean {
    return this.review.mine.dispositions.some((disposition) => disposition.code === code);
  }

  /** What the draft itself named, the agent's own change included, so that a way back stays open. */
  private suggestions(): Code[] {
    const { server, mine } = this.review;
    const named: Code[] = [...server.content.dispositions, ...mine.dispositions].map(({ code, label, confidence: share }) => ({
      code,
      label,
      share,
    }));
    const possible = mine.disposition_alternatives.map(({ code, label, confidence: share }) => ({ code, label, share }));
    return unique([...named, ...possible]);
  }

  private catalogue(): Code[] {
    const listed = this.store.catalogue(this.review)?.dispositions ?? [];
    return unique([
      ...listed.map(({ code, label }) => ({ code, label, share: null })),
      { code: NONE_OF_THESE, label: text.noneOfThese, share: null },
    ]);
  }
}

const unique = (codes: Code[]): Code[] => [...new Map(codes.toReversed().map((code) => [code.code, code])).values()].toReversed();

function confidence(share: number | null): TemplateResult | typeof nothing {
  if (share === null) return nothing;
  return html`<span class="confidence">
    <meter min="0" max="1" .value=${share} aria-hidden="true"></meter>${text.confidence(share)}
  </span>`;
}

customElements.define("acw-dispositions", DispositionEditor);
