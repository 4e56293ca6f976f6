import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { formatOf } from './formats/index.js';
import { isRecord } from './formats/json-value.js';
import { type Mapping, readMapping } from './formats/mapping.js';
import { readSourcesFile, SourcesError } from './sources/read-sources.js';

interface Asked {
  source: string;
  format: string;
  /** A file of YAML. */
  mapping?: string;
}

/**
 * The mapping of an import: that of the file it names, else that of the source in sources.yaml when it has the same
 * format there. Undefined where neither has one. Throws SourcesError with every complaint about the file.
 */
export function importMapping({ source, format, mapping }: Asked, sourcesFile: string): Mapping | undefined {
  if (mapping !== undefined) return readMappingFile(mapping);
  const known = formatOf(format);
  if (known?.kind !== 'file' || known.mapped !== true) return undefined;
  return readSourcesFile(sourcesFile).find((entry) => entry.name === source && entry.format === format)
    ?.mapping;
}

/** A mapping in a file of its own, with or without the word "mapping:" over it. */
export function readMappingFile(file: string): Mapping {
  const content = parse(file);
  const read = readMapping(isRecord(content) && 'mapping' in content ? content.mapping : content);
  if (Array.isArray(read)) throw new SourcesError(file, read);
  return read;
}

function parse(file: string): unknown {
  try {
    const document = parseDocument(readFileSync(file, 'utf8'));
    const [broken] = document.errors;
    if (broken === undefined) return document.toJS();
    throw new SourcesError(file, [`It is not YAML: ${broken.message.split('\n')[0]}`]);
  } catch (error) {
    if (error instanceof SourcesError) throw error;
    throw new SourcesError(file, [`It cannot be read: ${(error as Error).message}.`]);
  }
}
