/** The tags of a DKIM or DMARC record (RFC 6376 §3.2): `v=DKIM1; k=rsa; p=…`. The first of a name counts. */
export function readTags(record: string): Map<string, string> {
  const tags = new Map<string, string>();
  for (const part of record.split(';')) {
    const [, name, value] = /^\s*([a-z]\w*)\s*=([\s\S]*)$/i.exec(part) ?? [];
    if (name !== undefined && !tags.has(name.toLowerCase())) tags.set(name.toLowerCase(), value!.trim());
  }
  return tags;
}
