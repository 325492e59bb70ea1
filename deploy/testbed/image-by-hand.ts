/** Owns making the image without Docker: the Dockerfile's own instructions, carried out in directories. Tests only. */
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { tempDir } from '../../runtime/testbed/testbed.ts';
import { ROOT } from './compose-file.ts';
import { type Instruction, only, readStages, type Stage, variablesOf, wordsOf } from './dockerfile.ts';

const run = promisify(execFile);

export interface ImageByHand extends AsyncDisposable {
  /** What its `/` is. */
  readonly root: string;
  /** What its working directory is. */
  readonly app: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly healthCheck: readonly string[];
}

interface Workshop {
  readonly dir: string;
  readonly ignored: readonly string[];
}

/** The last stage's directory holds what the image would hold beyond its base. */
export async function imageByHand(): Promise<ImageByHand> {
  const temp = await tempDir();
  const ignored = (await readFile(join(ROOT, '.dockerignore'), 'utf8')).split('\n').filter(Boolean);
  const stages = await readStages();
  for (const stage of stages) await buildStage(stage, { dir: temp.path, ignored });
  const last = stages.at(-1);
  if (!last) throw new Error('the Dockerfile has no stage');
  const root = join(temp.path, last.name);
  return {
    ...temp,
    root,
    app: join(root, only(last, 'WORKDIR').rest),
    environment: variablesOf(only(last, 'ENV')),
    entrypoint: wordsOf(only(last, 'ENTRYPOINT').rest),
    healthCheck: wordsOf(only(last, 'HEALTHCHECK').rest),
  };
}

async function buildStage(stage: Stage, workshop: Workshop): Promise<void> {
  const root = join(workshop.dir, stage.name);
  const cwd = join(root, only(stage, 'WORKDIR').rest);
  await mkdir(cwd, { recursive: true });
  for (const instruction of stage.instructions) {
    if (instruction.name === 'COPY') await copy(instruction, { ...workshop, cwd });
    if (instruction.name === 'RUN') await execute(instruction.rest, { root, cwd });
  }
}

async function execute(command: string, { root, cwd }: { readonly root: string; readonly cwd: string }) {
  // Whoever runs this has just done the very same: `npm ci` of this lock file, developers' packages and all.
  if (command === 'npm ci') return await symlink(join(ROOT, 'node_modules'), join(cwd, 'node_modules'));
  const here = command
    // The image's user, which this machine has not.
    .replace(/chown node:node \S+/, 'true')
    .replaceAll(/(?<=\s)(\/\w+)/g, `${root}$1`);
  const env = { ...process.env, npm_config_prefer_offline: 'true' };
  await run('sh', ['-c', here], { cwd, env });
}

interface Place extends Workshop {
  readonly cwd: string;
}

async function copy({ flags, rest }: Instruction, { dir, ignored, cwd }: Place): Promise<void> {
  const words = rest.split(' ');
  const target = resolve(cwd, words.at(-1) ?? '');
  const intoDirectory = words.at(-1)?.endsWith('/') || words.length > 2;
  for (const source of words.slice(0, -1)) {
    const from = flags.from === undefined ? join(ROOT, source) : join(dir, flags.from, source);
    const isDirectory = (await stat(from)).isDirectory();
    if (!isDirectory || flags.from !== undefined) {
      await cp(from, intoDirectory ? join(target, basename(from)) : target, { recursive: true });
      continue;
    }
    for (const entry of await readdir(from)) {
      if (!ignored.some((pattern) => matches(pattern, entry))) {
        await cp(join(from, entry), join(target, entry), {
          recursive: true,
          filter: (path) => !ignored.some((pattern) => join(ROOT, pattern) === path),
        });
      }
    }
  }
  await mkdir(dirname(target), { recursive: true });
}

/** `node_modules`, `*.log` */
function matches(pattern: string, name: string): boolean {
  return pattern.startsWith('*') ? name.endsWith(pattern.slice(1)) : pattern === name;
}
