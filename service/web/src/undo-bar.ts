/** Undo of the last confirmation, for as long as the service allows it, wherever the agent is by then. */

import { html, nothing, type TemplateResult } from "lit";
import { callerName } from "./format.ts";
import { text } from "./messages.ts";
import { StorePart, undoKeys } from "./part.ts";

const TICK_MS = 250;

export class UndoBar extends StorePart {
  private timer: ReturnType<typeof setTimeout> | undefined;

  override render(): TemplateResult | typeof nothing {
    clearTimeout(this.timer);
    const review = this.store.confirmed;
    const left = this.store.undoLeftMs();
    if (!review || left <= 0) return nothing;
    this.timer = setTimeout(() => this.store.changed(), TICK_MS);
    const name = callerName(review.server);
    return html`<aside class="undo" aria-label=${text.undo}>
      <p><strong>${text.confirmed}</strong> ${name}</p>
      <span class="left" aria-hidden="true">${Math.ceil(left / 1000)} s</span>
      <button class="primary small" ?disabled=${review.busy !== ""} @click=${() => void this.store.undo()}>
        ${text.undo} <kbd aria-hidden="true">${undoKeys}</kbd>
      </button>
    </aside>`;
  }
}

customElements.define("acw-undo", UndoBar);
