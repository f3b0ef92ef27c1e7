/** The list of keys, and the switch for the one key that needs no modifier. */

import { html, type TemplateResult } from "lit";
import { text } from "./messages.ts";
import { isMac, Part } from "./part.ts";

export class HelpDialog extends Part {
  /** WCAG 2.1.4: a shortcut of a single character can be turned off. */
  private questionMark = true;

  override render(): TemplateResult {
    const keys = (name: string): string => (isMac ? name.replace("Ctrl", "⌘") : name);
    const turned = (event: Event): void => {
      this.questionMark = (event.target as HTMLInputElement).checked;
    };
    return html`<dialog aria-labelledby="help-title" closedby="any">
      <h2 id="help-title">${text.shortcuts}</h2>
      <dl class="keys">
        ${text.keys.map(([name, meaning]) => html`<div><dt><kbd>${keys(name)}</kbd></dt><dd>${meaning}</dd></div>`)}
      </dl>
      <label class="switch"><input type="checkbox" checked @change=${turned} /> ${text.questionMark}</label>
      <p class="buttons"><button @click=${() => this.dialog?.close()}>${text.close}</button></p>
    </dialog>`;
  }

  get open(): boolean {
    return this.dialog?.open ?? false;
  }

  show(): void {
    if (!this.open) this.dialog?.showModal();
  }

  byKey(): void {
    if (this.questionMark) this.show();
  }

  private get dialog(): HTMLDialogElement | null {
    return this.querySelector("dialog");
  }
}

customElements.define("acw-help", HelpDialog);
