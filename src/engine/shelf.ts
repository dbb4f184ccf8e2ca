import type { ArtifactVersion, Store } from "../store/store.ts";

/** A run's artifacts: read once from the store, for only the run's owner adds to them. */
export class Shelf {
  private readonly store: Store;
  private readonly run: string;
  private known: Promise<ArtifactVersion[]> | null = null;

  constructor(store: Store, run: string) {
    this.store = store;
    this.run = run;
  }

  async save(artifact: ArtifactVersion): Promise<void> {
    const known = await this.versions();
    await this.store.saveArtifact(this.run, artifact);
    const isThere = known.some(({ name, version }) => name === artifact.name && version === artifact.version);
    if (!isThere) known.push(artifact);
  }

  /** Texts of the newest versions, by name, in the order in which they were first written. */
  async newest(): Promise<Record<string, string>> {
    return Object.fromEntries((await this.versions()).map(({ name, body }) => [name, body]));
  }

  /** Versions that newer ones took the place of, oldest first: what an author said of work that is done. */
  async earlier(): Promise<ArtifactVersion[]> {
    const versions = await this.versions();
    const newest = new Map(versions.map(({ name, version }) => [name, version]));
    return versions.filter(({ name, version }) => newest.get(name) !== version);
  }

  /** Every version, in the order in which they were written. */
  versions(): Promise<ArtifactVersion[]> {
    this.known ??= this.store.artifacts(this.run);
    this.known.catch(() => {
      this.known = null;
    });
    return this.known;
  }
}
