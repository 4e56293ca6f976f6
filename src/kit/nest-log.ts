import type { LoggerService } from '@nestjs/common';
import type { Log } from './log.js';

/** Nest's own messages through our log: what it tells of its wiring is for debugging only. */
export class NestLog implements LoggerService {
  constructor(private readonly to: Log) {}

  log(message: unknown, context?: string): void {
    this.to.debug({ context }, String(message));
  }

  debug(message: unknown, context?: string): void {
    this.to.debug({ context }, String(message));
  }

  verbose(message: unknown, context?: string): void {
    this.to.trace({ context }, String(message));
  }

  warn(message: unknown, context?: string): void {
    this.to.warn({ context }, String(message));
  }

  error(message: unknown, stack?: string, context?: string): void {
    this.to.error({ context, stack }, String(message));
  }

  fatal(message: unknown, context?: string): void {
    this.to.fatal({ context }, String(message));
  }
}
