/** What an agent decides about an open wrap-up: its record, a fuller draft, confirm, undo, dismiss. */

import { Ended, Refused, Unreachable } from "./api.ts";
import { text } from "./messages.ts";
import type { Review } from "./review.ts";

const CONFIRM_ROUNDS = 4;
const CONFIRM_PAUSE_MS = 1_000;

/** Why the wrap-up cannot be confirmed now, in words; empty when it can. */
export function hindrance(review: Review): string {
  const { state, targets } = review.server;
  if (!review.editable) return text.whyClosed(state);
  if (targets.some(({ match }) => match === "ambiguous" || match === "unknown")) return text.whyTarget;
  if (review.server.blind && !review.mine.dispositions.length) return text.whyCode;
  return "";
}

export async function confirm(review: Review): Promise<boolean> {
  const hindered = hindrance(review);
  if (review.busy || hindered) {
    if (!review.busy) review.around.say(hindered);
    return false;
  }
  if (review.guarded) {
    review.around.say(text.tooSoon);
    return false;
  }
  review.notices = [];
  review.problems = [];
  return during(review, "confirm", () => confirmSeen(review, review.seen));
}

async function confirmSeen(review: Review, seen: string): Promise<boolean> {
  const body = { draft: review.server.draft.number, edits: {}, timings_ms: review.timings(), undo_ms: null };
  let failed = text.notConfirmed;
  for (let round = 0; round < CONFIRM_ROUNDS; round += 1) {
    try {
      if (!(await review.saveNow())) break;
      // What was read is confirmed, nothing else: words that came meanwhile are shown first.
      if (review.seen !== seen) return notConfirmed(review, text.notConfirmedNew);
      await review.send("POST", "confirm", { body });
      review.around.say(text.confirmed);
      return true;
    } catch (error) {
      if (error instanceof Unreachable) await pause(CONFIRM_PAUSE_MS * (round + 1));
      else if (error instanceof Refused) failed = await refused(review, error);
      else throw error;
      if (error instanceof Refused && error.status !== 412) break;
    }
  }
  return notConfirmed(review, review.save === "refused" ? text.rulesNotMet : failed);
}

function notConfirmed(review: Review, why: string): false {
  review.notice(why);
  return false;
}

/** Brings the page up to date after a refusal and says what to tell the agent. */
async function refused(review: Review, error: Refused): Promise<string> {
  if (error.status === 412) {
    await review.takeCurrent(error);
    return text.notConfirmedNew;
  }
  if (error.status === 409) {
    await review.reread();
    return text.draftMoved;
  }
  review.problems = error.errors;
  return error.status === 422 ? text.rulesNotMet : text.failed;
}

export function undo(review: Review): Promise<boolean> {
  return during(review, "undo", () => attempt(review, "POST", "undo", text.undone, { 409: text.undoLate }));
}

export const dismiss = (review: Review): Promise<boolean> =>
  during(review, "other", () => attempt(review, "POST", "dismiss", text.dismissed));

export const regenerate = (review: Review): Promise<boolean> =>
  during(review, "other", async () => {
    await review.saveNow();
    return attempt(review, "POST", "regenerate", text.regenerating);
  });

export const adopt = (review: Review): Promise<boolean> =>
  during(review, "other", async () => (await review.saveNow()) && attempt(review, "POST", "adopt", text.adopted));

export type Choice = { record: string } | { none: true };

export const choose = (review: Review, targetId: string, choice: Choice): Promise<boolean> =>
  during(review, "other", () => {
    const action = `targets/${encodeURIComponent(targetId)}`;
    return attempt(review, "PUT", action, text.recordChosen, {}, choice);
  });

/** One request; another person's change in between is taken in and the request made once more. */
async function attempt(
  review: Review,
  method: string,
  action: string,
  done: string,
  told: Record<number, string> = {},
  body?: unknown,
): Promise<boolean> {
  for (let round = 0; ; round += 1) {
    try {
      await review.send(method, action, body === undefined ? {} : { body });
      review.around.say(done);
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.status === 412) await review.takeCurrent(error);
      if (error.status === 412 && round < CONFIRM_ROUNDS) continue;
      review.problems = error.errors;
      if (error.status === 409) await review.reread();
      return notConfirmed(review, told[error.status] ?? text.failed);
    }
  }
}

async function during(review: Review, busy: Review["busy"], step: () => Promise<boolean>): Promise<boolean> {
  if (review.busy) return false;
  review.busy = busy;
  review.around.changed();
  try {
    return await review.inTurn(step);
  } catch (error) {
    if (error instanceof Unreachable) review.notice(text.failed);
    else if (!(error instanceof Ended)) throw error;
    return false;
  } finally {
    review.busy = "";
    review.around.moved();
    review.around.changed();
  }
}

const pause = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs));
