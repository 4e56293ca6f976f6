import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { RequestHandler } from 'express';
import { TEMPLATES } from '../kit/render.js';

interface Asset {
  url: string;
  type: string;
  plain: Buffer;
  packed: Buffer;
}

const FOLDER = join(TEMPLATES, 'assets');

const TYPES: Record<string, string> = {
  'style.css': 'text/css; charset=utf-8',
  'script.js': 'text/javascript; charset=utf-8',
  'favicon.svg': 'image/svg+xml',
};

/** The files of templates/assets, each under an address that carries its content's hash: a new text, a new address. */
export const assets = new Map(Object.keys(TYPES).map((name) => [name, readAsset(name)]));

function readAsset(name: string): Asset {
  const plain = name === 'style.css' ? styleSheet() : readFileSync(join(FOLDER, name));
  const hash = createHash('sha256').update(plain).digest('hex').slice(0, 10);
  const [stem, extension] = name.split('.');
  return {
    url: `/assets/${stem}.${hash}.${extension}`,
    type: TYPES[name] ?? 'application/octet-stream',
    plain,
    packed: gzipSync(plain, { level: 9 }),
  };
}

/** The one stylesheet, of the parts in templates/assets/style in the order of their names. */
function styleSheet(): Buffer {
  const parts = readdirSync(join(FOLDER, 'style')).sort();
  return Buffer.concat(parts.map((part) => readFileSync(join(FOLDER, 'style', part))));
}

/** The address of a file of templates/assets; throws where there is none of that name. */
export function assetUrl(name: string): string {
  const asset = assets.get(name);
  if (asset === undefined) throw new Error(`templates/assets has no file "${name}"`);
  return asset.url;
}

/** Answers /assets/… for a year, because an address never changes its content; anything else goes on. */
export function serveAssets(): RequestHandler {
  const byUrl = new Map([...assets.values()].map((asset) => [asset.url, asset]));
  return (request, response, next) => {
    const asset = byUrl.get(request.path);
    if (asset === undefined || !['GET', 'HEAD'].includes(request.method)) return next();
    response.setHeader('Content-Type', asset.type);
    response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    response.setHeader('Vary', 'Accept-Encoding');
    if (!request.acceptsEncodings('gzip')) return void response.end(asset.plain);
    response.setHeader('Content-Encoding', 'gzip');
    response.end(asset.packed);
  };
}
