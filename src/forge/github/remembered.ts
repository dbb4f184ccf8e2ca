/** A reply that GitHub may say is still the same. */
export interface Remembered {
  etag: string;
  text: string;
  link: string | null;
}

const mostEntries = 200;
const mostCharacters = 16 * 1024 * 1024;

/** The replies of reads by address, the last used ones. */
export class RememberedReplies {
  private readonly replies = new Map<string, Remembered>();
  private characters = 0;

  get(url: string): Remembered | null {
    const reply = this.replies.get(url);
    if (!reply) return null;
    this.replies.delete(url);
    this.replies.set(url, reply);
    return reply;
  }

  set(url: string, reply: Remembered): void {
    this.forget(url);
    if (reply.text.length > mostCharacters / 4) return;
    this.replies.set(url, reply);
    this.characters += reply.text.length;
    for (const oldest of this.replies.keys()) {
      if (this.replies.size <= mostEntries && this.characters <= mostCharacters) return;
      this.forget(oldest);
    }
  }

  forget(url: string): void {
    this.characters -= this.replies.get(url)?.text.length ?? 0;
    this.replies.delete(url);
  }
}
