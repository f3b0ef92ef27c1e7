/** Small drawings. Each meaning has its own shape, so that none rests on colour. */

import { svg, type SVGTemplateResult } from "lit";
import type { Support } from "./types.ts";

const draw = (inner: SVGTemplateResult): SVGTemplateResult =>
  svg`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${inner}</svg>`;

const SUPPORT: Record<Support, SVGTemplateResult> = {
  grounded: draw(svg`<circle cx="8" cy="8" r="6.5" class="fill"/><path d="M5 8.2l2.2 2.2L11 6.2" class="cut"/>`),
  weak: draw(svg`<circle cx="8" cy="8" r="5.8" class="line"/><path d="M8 2.2a5.8 5.8 0 0 1 0 11.6z" class="fill"/>`),
  unsupported: draw(svg`<path d="M8 1.8 15 14H1z" class="line"/><path d="M8 6v4M8 11.6v.6" class="line"/>`),
  agent: draw(svg`<path d="M2.5 13.5l.7-3L10.8 3l2.2 2.2-7.5 7.6zM9.4 4.4l2.2 2.2" class="line"/>`),
};

export const supportIcon = (support: Support): SVGTemplateResult => SUPPORT[support];
export const cross = draw(svg`<path d="M4 4l8 8M12 4l-8 8" class="line"/>`);
export const arrowLeft = draw(svg`<path d="M10 3 5 8l5 5" class="line"/>`);
export const arrowRight = draw(svg`<path d="M6 3l5 5-5 5" class="line"/>`);
export const plus = draw(svg`<path d="M8 3v10M3 8h10" class="line"/>`);
export const shield = draw(svg`<path d="M8 1.8l5 1.8v4c0 3-2 5.3-5 6.6-3-1.3-5-3.6-5-6.6v-4z" class="line"/>`);
export const check = draw(svg`<path d="M3 8.5l3.2 3.2L13 4.8" class="line"/>`);
export const warning = SUPPORT.unsupported;
