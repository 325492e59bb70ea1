/** Owns making PGlite's files durable: its file system answers fsync without syncing, this one syncs. */
import { fdatasyncSync } from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { sync } from './durable-files.ts';

type InitOptions = Parameters<NodeFS['init']>[1];
type Module = Parameters<NonNullable<InitOptions['preRun']>[number]>[0];

/** What Emscripten's NODEFS keeps of an open file; directories have no descriptor. */
interface Stream {
  readonly nfd?: number;
  readonly node: unknown;
}
interface NodeFileSystem {
  readonly stream_ops: { fsync?: (stream: Stream) => number };
  realPath(node: unknown): string;
}

/** Emscripten's errno for EIO: Postgres panics on it, as it must when a sync fails. */
const EIO = 29;

export class SyncedNodeFS extends NodeFS {
  /** Calls that reached the disk, so that a start-up check can see that there are any. */
  syncs = 0;

  override async init(pg: Parameters<NodeFS['init']>[0], options: InitOptions): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(pg, options);
    const preRun = [...(emscriptenOpts.preRun ?? []), (module: Module) => this.#install(module)];
    return { emscriptenOpts: { ...emscriptenOpts, preRun } };
  }

  #install({ FS }: Module): void {
    const { filesystems, ErrnoError } = FS as unknown as {
      filesystems: { NODEFS: NodeFileSystem };
      ErrnoError: new (errno: number) => Error;
    };
    filesystems.NODEFS.stream_ops.fsync = ({ nfd, node }) => {
      try {
        if (nfd === undefined) sync(filesystems.NODEFS.realPath(node));
        else fdatasyncSync(nfd);
        this.syncs++;
        return 0;
      } catch {
        throw new ErrnoError(EIO);
      }
    };
  }
}
