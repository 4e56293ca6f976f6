import { extname } from 'node:path';

/** A worker's file beside the module at `base` (its import.meta.url), compiled or as source, as that one is. */
export const workerFile = (base: string, name: string): URL => new URL(`${name}${extname(base)}`, base);
