/** Base of all parts of the page: they share one document, one style sheet and one set of labels. */

import { LitElement, type PropertyDeclarations } from "lit";
import type { Review } from "./review.ts";
import type { Store } from "./store.ts";

export class Part extends LitElement {
  /** No shadow root: labels, descriptions and the live region may then point across parts. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** A part that shows the page's state. `tick` grows with every change of it. */
export class StorePart extends Part {
  static override properties: PropertyDeclarations = { store: { attribute: false }, tick: { attribute: false } };
  declare store: Store;
  declare tick: number;
}

/** A part that shows the open wrap-up. */
export class ReviewPart extends StorePart {
  static override properties: PropertyDeclarations = { review: { attribute: false } };
  declare review: Review;
}

/** The character an agent reads beside "Ctrl" depends on the machine. */
export const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
export const confirmKeys = isMac ? "⌘ ↵" : "Ctrl ↵";
export const undoKeys = isMac ? "⌘ Z" : "Ctrl Z";
