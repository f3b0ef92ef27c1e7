/** Times, addresses and names for people, in the browser's own language and zone. */

import { text } from "./messages.ts";
import type { RecordRef, WrapUp } from "./types.ts";

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

export function when(iso: string, now: Date = new Date()): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return "";
  const today = moment.toDateString() === now.toDateString();
  return today ? CLOCK.format(moment) : `${DAY.format(moment)}, ${CLOCK.format(moment)}`;
}

/** Offset from the start of the call, as 2:07 or 1:02:07. */
export function offset(ms: number | null): string {
  if (ms === null) return "";
  const seconds = Math.floor(ms / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = String(rest).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** A link only where it leads to the web: an address is data and may say `javascript:`. */
export function webAddress(url: string | undefined): string | null {
  return url && /^https?:\/\//i.test(url) ? url : null;
}

export const recordName = (record: Partial<RecordRef> | null | undefined): string => record?.name || record?.id || "";

export function callerName({ targets: [target] }: WrapUp): string {
  return recordName(target?.record) || (target?.match === "ambiguous" ? text.ambiguousCaller : text.unknownCaller);
}

/** A machine's name of a field as words: `order_number` → "Order number". */
export function asTitle(name: string): string {
  const words = name.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
