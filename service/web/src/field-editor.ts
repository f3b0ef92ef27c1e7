/** The CRM fields of the draft: name, value, where it goes. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { addField, setField } from "./edits.ts";
import { descriptionId, entry, leaving } from "./entry.ts";
import { asTitle } from "./format.ts";
import { text } from "./messages.ts";
import { ReviewPart } from "./part.ts";
import type { FieldSpec, FieldValue } from "./types.ts";

/** A value with a form of its own is rarely right half typed: it is saved on leaving, or after a rest. */
const TYPING_MS = 2_000;

export class FieldEditor extends ReviewPart {
  override render(): TemplateResult | typeof nothing {
    const { fields } = this.review.mine;
    const missing = this.missing();
    if (!fields.length && !missing.length) return nothing;
    return html`<section class="group" aria-labelledby="fields-title">
      <h3 id="fields-title">${text.fields}</h3>
      <ul class="entries fields">
        ${fields.map((field) => this.field(field))}
      </ul>
      ${missing.length ? this.adder(missing) : nothing}
    </section>`;
  }

  /** Fields of the profile that the draft found no value for. */
  private missing(): FieldSpec[] {
    const { review } = this;
    const specs = this.store.catalogue(review)?.fields ?? [];
    return review.editable ? specs.filter(({ name }) => !review.mine.fields.some((field) => field.name === name)) : [];
  }

  private adder(missing: FieldSpec[]): TemplateResult {
    const chosen = (event: Event): void => {
      const select = event.target as HTMLSelectElement;
      this.review.edit(addField(this.review.mine, select.value), TYPING_MS);
      select.value = "";
    };
    return html`<div class="add-code">
      <select aria-label=${text.addField} @change=${chosen}>
        <option value="">+ ${text.addField}</option>
        ${missing.map(({ name, title }) => html`<option value=${name}>${title ?? asTitle(name)}</option>`)}
      </select>
    </div>`;
  }

  private field(item: FieldValue): TemplateResult {
    const spec = this.store.catalogue(this.review)?.fields?.find(({ name }) => name === item.name);
    const id = `field-${item.id}`;
    const input = spec?.choices?.length ? this.choice(item, id, spec.choices) : this.input(item, id);
    const control = html`<div class="field">
      <label for=${id}>${spec?.title ?? asTitle(item.name)}</label>
      ${input}
      ${item.crm ? html`<span class="crm-name">${item.crm.object}.${item.crm.field}</span>` : nothing}
    </div>`;
    return entry(this.review, { ...item, kind: "value", control });
  }

  private input(item: FieldValue, id: string): TemplateResult {
    const { review } = this;
    const { blur, keydown } = leaving(review);
    const typed = (event: InputEvent): void =>
      review.edit(setField(review.mine, item.id, (event.target as HTMLInputElement).value), TYPING_MS);
    return html`<input
      id=${id}
      type="text"
      autocomplete="off"
      aria-describedby=${descriptionId(item.id)}
      ?readonly=${!review.editable}
      .value=${live(item.value)}
      @input=${typed}
      @blur=${blur}
      @keydown=${keydown}
    />`;
  }

  private choice(item: FieldValue, id: string, choices: string[]): TemplateResult {
    const { review } = this;
    const values = choices.includes(item.value) ? choices : [item.value, ...choices];
    const chosen = (event: Event): void =>
      review.edit(setField(review.mine, item.id, (event.target as HTMLSelectElement).value));
    return html`<select
      id=${id}
      aria-describedby=${descriptionId(item.id)}
      ?disabled=${!review.editable}
      .value=${live(item.value)}
      @change=${chosen}
    >
      ${values.map((value) => html`<option value=${value} ?selected=${value === item.value}>${value}</option>`)}
    </select>`;
  }
}

customElements.define("acw-fields", FieldEditor);
