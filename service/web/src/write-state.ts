/** What the CRM write is doing: waiting, under way, applied with its records, or refused and why. */

import { html, nothing, type TemplateResult } from "lit";
import { webAddress } from "./format.ts";
import { check, warning } from "./icons.ts";
import { text } from "./messages.ts";
import { ReviewPart } from "./part.ts";
import { placeOf } from "./problems.ts";
import type { Target, WrittenRecord } from "./types.ts";

export class WriteState extends ReviewPart {
  override render(): TemplateResult {
    return html`${this.review.server.targets.map((target) => this.target(target))}`;
  }

  private target(target: Target): TemplateResult | typeof nothing {
    const { state } = target.write;
    const { state: stage } = this.review.server;
    if (state === "applied") return this.applied(target, stage === "written" ? text.writeApplied : text.writeEarlier);
    if (state === "blocked") return this.blocked(target);
    if (state === "undone") return html`<p class="write">${text.writeUndone}</p>`;
    if (stage !== "confirmed") return nothing;
    return html`<p class="write pending"><span class="pulse"></span>${this.waiting()}</p>`;
  }

  private waiting(): string {
    const until = Date.parse(this.review.server.undo_until ?? "");
    return until > this.review.api.serverNow() ? text.writeWaiting : text.writePending;
  }

  private applied(target: Target, words: string): TemplateResult {
    return html`<div class="write applied">
      <p>${check}<strong>${words}</strong></p>
      <ul>
        ${target.write.records.map((record) => html`<li>${written(record)}</li>`)}
      </ul>
    </div>`;
  }

  private blocked(target: Target): TemplateResult {
    const { mine } = this.review;
    const elsewhere = target.write.issues.filter(({ pointer }) => placeOf(pointer, mine) === null);
    return html`<div class="write refused">
      <p>${warning}<strong>${text.writeBlocked}</strong></p>
      <ul>
        ${elsewhere.map(({ detail }) => html`<li>${detail}</li>`)}
      </ul>
    </div>`;
  }
}

function written({ object, id, url }: WrittenRecord): TemplateResult {
  const name = `${object} ${id}`;
  const address = webAddress(url);
  return address
    ? html`<a href=${address} target="_blank" rel="noopener noreferrer" aria-label=${text.openRecord(name)}>${name}</a>`
    : html`<span>${name}</span>`;
}

customElements.define("acw-write", WriteState);
