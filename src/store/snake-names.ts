import { DefaultNamingStrategy } from 'typeorm';

/** `firstSeenAt` in an entity is `first_seen_at` in the table. */
export class SnakeNames extends DefaultNamingStrategy {
  override columnName(property: string, given: string | undefined, prefixes: string[]): string {
    const name = given || property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return [...prefixes, name].join('_');
  }
}
