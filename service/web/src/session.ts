/** One-use ticket from the address → a token that lives in this page's memory and nowhere else. */

import { type Api, Ended, Refused } from "./api.ts";

interface Granted {
  token: string;
  expires_at: string;
  agent_id: string;
}

export type SessionState = "opening" | "open" | "ended" | "unreachable";

/** setTimeout takes 32 bits of milliseconds; a later end is simply met by the next 401. */
const LONGEST_TIMER = 2 ** 31 - 1;

export class Session {
  state: SessionState = "opening";
  agent = "";
  private token: string | null = null;
  private ticket: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly changed: () => void) {}

  bearer(): string | null {
    return this.token;
  }

  /** Takes the ticket out of the address, so that neither history nor a screenshot shows it. */
  takeTicket(): boolean {
    const ticket = new URLSearchParams(location.hash.slice(1)).get("ticket");
    if (!ticket) return false;
    history.replaceState(null, "", location.pathname + location.search);
    this.ticket = ticket;
    return true;
  }

  async open(api: Api): Promise<void> {
    if (!this.ticket) return this.end();
    this.move("opening");
    try {
      const { body } = await api.send<Granted>("POST", "/v1/widget/sessions", { body: { ticket: this.ticket } });
      this.ticket = null;
      this.begin(body, api.serverNow());
    } catch (error) {
      if (error instanceof Ended || error instanceof Refused) this.end();
      else this.move("unreachable");
    }
  }

  end(): void {
    clearTimeout(this.timer);
    this.token = null;
    this.ticket = null;
    this.move("ended");
  }

  private begin(granted: Granted, now: number): void {
    this.token = granted.token;
    this.agent = granted.agent_id;
    clearTimeout(this.timer);
    const left = Date.parse(granted.expires_at) - now;
    if (left < LONGEST_TIMER) this.timer = setTimeout(() => this.end(), Math.max(left, 0));
    this.move("open");
  }

  private move(state: SessionState): void {
    this.state = state;
    this.changed();
  }
}
