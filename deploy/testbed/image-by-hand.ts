/** Owns making the image without Docker: the Dockerfile's own instructions, carried out in directories. Tests only. */
import { execFile } from 'node:child_process';
import { cp, mkdir, symlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { tempDir } from '../../runtime/testbed/testbed.ts';
import { copyContext } from './build-context.ts';
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

/** The last stage's directory holds what the image would hold beyond its base. */
export async function imageByHand(): Promise<ImageByHand> {
  const temp = await tempDir();
  const stages = await readStages();
  for (const stage of stages) await buildStage(stage, temp.path);
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

async function buildStage(stage: Stage, dir: string): Promise<void> {
  const root = join(dir, stage.name);
  const cwd = join(root, only(stage, 'WORKDIR').rest);
  await mkdir(cwd, { recursive: true });
  for (const instruction of stage.instructions) {
    if (instruction.name === 'COPY') await copy(instruction, { dir, cwd });
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

async function copy(
  { flags, rest }: Instruction,
  { dir, cwd }: { readonly dir: string; readonly cwd: string },
): Promise<void> {
  if (flags.from === undefined && rest === '. .') return await copyContext(cwd);
  const words = rest.split(' ');
  const last = words.at(-1) ?? '';
  const target = resolve(cwd, last);
  const intoDirectory = last.endsWith('/') || words.length > 2;
  for (const source of words.slice(0, -1)) {
    const to = intoDirectory ? join(target, basename(source)) : target;
    await mkdir(dirname(to), { recursive: true });
    // Links: nobody changes a stage that is done, and there are thousands of small files.
    if (flags.from !== undefined) await run('cp', ['-al', join(dir, flags.from, source), to]);
    else await cp(join(ROOT, source), to, { recursive: true });
  }
}
