/** Owns how our routers match: `/x/` and `/X` are not `/x`. */
import express, { type Router } from 'express';

export function strictRouter(): Router {
  return express.Router({ strict: true, caseSensitive: true });
}
